// Some of many are chosen: what is done to them is within reach, and does not hide them; many people at once are one act to take back.
export default async function chosen({ open, step, shot, accessible, fits, touchable, signIn, until, expect, given }) {
  const page = await open({ width: 390, height: 800, touch: true });
  await signIn(page);
  const bar = page.locator(".chosen-bar");
  const people = async () => (await (await page.request.get(`${given.url}api/people?limit=500`)).json()).items.length;

  await step("chooses a face on a telephone, and looks at its photo", async () => {
    await page.goto(`${given.url}people/${given.anna}/faces`);
    await page.locator(".face-grid button").nth(40).tap();
    await bar.getByText("1 face selected").waitFor();
    const { height } = await bar.boundingBox();
    expect(height < 800 / 3, `room for the faces above the bar of ${height} px`);
    await accessible(page, "chosen");
    await fits(page, "chosen");
    await bar.getByRole("button", { name: "More" }).tap();
    await shot(page, "menu");
    await touchable(page, "menu");
    await page.getByRole("menuitem", { name: "Show the photo" }).tap();
    await page.getByRole("dialog", { name: "Full view" }).waitFor();
    await page.goBack();
    await page.locator(".face-grid button").first().waitFor();
  });
  await step("tells what was done without lying over the bar", async () => {
    await page.locator(".face-grid button").nth(0).tap();
    await bar.getByRole("button", { name: "Not this person" }).tap();
    const toast = page.locator(".toast");
    await toast.getByText("1 face is not this person.").waitFor();
    await page.locator(".face-grid button").nth(1).tap();
    const [told, under] = [await toast.boundingBox(), await bar.boundingBox()];
    expect(told.y + told.height <= under.y || told.y >= under.y + under.height, "the bar to be free");
    await shot(page, "told");
    await toast.getByRole("button", { name: "Undo" }).tap();
    await page.getByText("Taken back.").waitFor();
  });
  await step("splits somebody of many faces, with the button in reach", async () => {
    await page.goto(`${given.url}people/${given.anna}/split`);
    const split = page.getByRole("button", { name: "Split" });
    await split.waitFor();
    const { y } = await split.boundingBox();
    expect(y < 2 * 800, `the button within two screens, not ${Math.round(y / 800)}`);
    await accessible(page, "split");
    await fits(page, "split");
    await shot(page, "split");
  });
  await step("hides several people, and takes it back at once", async () => {
    const before = await people();
    await page.goto(`${given.url}people`);
    await page.getByRole("button", { name: "Select" }).tap();
    const cards = page.locator(".people-grid li");
    for (const place of [1, 2, 3]) await cards.nth(place).getByRole("button").tap();
    await bar.getByText("3 people selected").waitFor();
    await fits(page, "people");
    await shot(page, "people");
    await bar.getByRole("button", { name: "Hide" }).tap();
    await page.getByText("3 people are hidden.").waitFor();
    expect((await page.locator(".toast").count()) === 1, "it to be told once");
    expect((await people()) === before - 3, "three less");
    await page.getByRole("button", { name: "Undo" }).tap();
    await page.getByText("Taken back.").waitFor();
    expect((await people()) === before, "as many as before");
  });
  await step("shows hidden ones again, several at once", async () => {
    const before = await people();
    await page.getByRole("button", { name: "Select" }).tap();
    const cards = page.locator(".people-grid li");
    for (const place of [2, 3]) await cards.nth(place).getByRole("button").tap();
    await bar.getByRole("button", { name: "Hide" }).tap();
    await page.getByText("2 people are hidden.").waitFor();
    await page.getByRole("main").getByRole("button", { name: "More" }).tap();
    await page.getByRole("menuitem", { name: "Show hidden" }).tap();
    await page.getByRole("switch", { name: "Show hidden" }).waitFor();
    const hidden = cards.filter({ hasText: "Hidden" });
    await until(page, async () => (await hidden.count()) === 2, "the hidden ones");
    await page.getByRole("button", { name: "Select" }).tap();
    for (const place of [0, 1]) await hidden.nth(place).getByRole("button").tap();
    await bar.getByRole("button", { name: "Show again" }).tap();
    await page.getByText("2 people are shown again.").waitFor();
    expect((await people()) === before, "all of them");
  });
}
