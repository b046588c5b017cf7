// "Same or different?" on a telephone: answered by swipes, and by nothing that only looks like one.
import { fingerOf, middleOf } from "../finger.mjs";

export default async function swipe({ open, step, shot, accessible, fits, signIn, until, expect, given }) {
  // Low enough that the page has to be scrolled.
  const page = await open({ width: 360, height: 520, touch: true });
  await signIn(page);
  await page.goto(`${given.url}review`);
  const finger = await fingerOf(page);
  const card = page.locator(".review > .question");
  const settles = page.locator(".review > .question > p");
  const progress = page.locator(".review-progress p");
  const answers = [];
  page.on("request", (request) => request.method() === "POST" && answers.push(request.url()));
  const count = async () => Number((await settles.textContent()).match(/\d+/)[0]);
  const by = async (x, y, underWay) => {
    const { x: left, y: top } = await middleOf(card.getByRole("heading"));
    await finger.swipe({ x: left, y: top }, { x: left + x, y: top + y }, underWay);
  };
  const says = (text) => progress.filter({ hasText: text }).waitFor();
  const untouched = async (what) => {
    await until(page, async () => (await card.evaluate((element) => element.style.transform)) === "none", `the card to lie still after ${what}`);
    expect(answers.length === 0, `no answer by ${what}`);
    expect((await progress.textContent()) === "3 questions", `three questions after ${what}`);
  };

  await step("takes nothing short or of two fingers for an answer", async () => {
    await says("3 questions");
    await fits(page, "question");
    await accessible(page, "question");
    await by(80, 4);
    await untouched("a short swipe");
    await by(-80, 4);
    await untouched("a short swipe to the left");
    const { x, y } = await middleOf(card.getByRole("heading"));
    await finger.move([{ from: { x, y }, to: { x: x - 40, y: y + 60 } }, { from: { x: x + 20, y }, to: { x: x + 150, y: y + 60 } }]);
    await untouched("two fingers");
  });
  await step("scrolls", async () => {
    await page.evaluate(() => scrollTo(0, 0));
    const { x, y } = await middleOf(card.locator(".question-sides"));
    await finger.swipe({ x, y }, { x: x + 110, y: y - 240 });
    await until(page, () => page.evaluate(() => scrollY > 40), "the page to scroll");
    await untouched("scrolling");
    await page.evaluate(() => scrollTo(0, 0));
  });
  const first = await count();
  await step("says the same by a swipe to the right", async () => {
    await by(150, 6, async () => {
      await page.locator(".question.says-same").waitFor();
      await fits(page, "a card aside");
      await shot(page, "same");
    });
    await says(`1 answer, ${first} face`);
    expect(answers.length === 1, `one answer sent, not ${answers.length}`);
  });
  await step("says different by a swipe to the left", async () => {
    await by(-150, -6, async () => {
      await page.locator(".question.says-different").waitFor();
      await shot(page, "different");
    });
    await page.getByText("Different: this is not asked again.").waitFor();
    await says(`2 answers, ${first} face`);
    expect(answers.length === 2, `two answers sent, not ${answers.length}`);
  });
  await step("takes the last one back", async () => {
    await finger.tap(await middleOf(page.locator(".review-last").getByRole("button", { name: "Undo" })));
    await says(`1 answer, ${first} face`);
    await page.getByText("Taken back.").waitFor();
    await shot(page, "taken-back");
    // What tells so does not lie over what takes back the one before.
    const [told, undo] = [await page.locator(".toast").boundingBox(), await page.locator(".review-last .button").boundingBox()];
    expect(told.y + told.height <= undo.y || undo.y + undo.height <= told.y, "the button to be free");
  });
  await step("takes the one before back, and asks it again", async () => {
    await finger.tap(await middleOf(page.locator(".review-last").getByRole("button", { name: "Undo" })));
    await says("3 questions");
    expect((await count()) === first, "the first question again");
  });
  await step("counts all of them, and ends", async () => {
    let sum = 0;
    for (let answered = 1; answered <= 3; answered++) {
      sum += await count();
      await by(150, 0);
      await says(`${answered === 1 ? "1 answer" : `${answered} answers`}, ${sum} face`);
    }
    expect(sum === given.settles, `${given.settles} faces settled, not ${sum}`);
    await page.getByRole("heading", { name: "All questions are answered" }).waitFor();
    await shot(page, "all-done");
    await fits(page, "all done");
  });
}
