// A wrong tag is removed, another added, and both hold after the photo was analysed anew.
export default async function tags({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open();
  await signIn(page);
  const media = async () => (await page.request.get(`${given.url}api/media/${id}`)).json();
  let id;
  await step("opens a photo with its details", async () => {
    await page.goto(`${given.url}search?q=animal`);
    const tile = page.locator(".tile-link").first();
    await tile.waitFor();
    id = (await tile.getAttribute("href")).match(/[0-9a-f-]{36}/)[0];
    await tile.click();
    await page.getByRole("button", { name: "Details (I)" }).click();
    await page.getByRole("heading", { name: "Tags" }).waitFor();
    await shot(page, "details");
    await accessible(page, "details");
  });
  const wrong = (await media()).tags.find((tag) => tag.source === "recogniser");
  await step(`removes ${wrong.name}, adds another`, async () => {
    await page.getByRole("button", { name: `Remove ${wrong.name}`, exact: true }).click();
    await page.getByText("1 removed tag").waitFor();
    await page.getByLabel("Add a tag").fill("grandma's garden");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove grandma's garden" }).waitFor();
    await shot(page, "corrected");
  });
  await step("has it analysed anew", async () => {
    const before = (await media()).analysis.find((entry) => entry.task === "objects").finishedAt;
    await page.getByRole("button", { name: "Analyse again" }).click();
    await page.getByText("It will be analysed again next.").waitFor();
    await until(page, async () => {
      const entry = (await media()).analysis.find((one) => one.task === "objects");
      return entry.state === "done" && entry.finishedAt !== before;
    }, "the new analysis");
  });
  await step("still shows what the user said", async () => {
    const now = await media();
    expect(!now.tags.some((tag) => tag.id === wrong.id), `${wrong.name} to stay removed`);
    expect(now.tags.some((tag) => tag.name === "grandma's garden"), "the added tag to stay");
    await page.goto(`${given.url}photos/${id}`);
    await page.getByRole("button", { name: "Details (I)" }).waitFor();
    if (!(await page.getByRole("heading", { name: "Tags" }).isVisible())) await page.getByRole("button", { name: "Details (I)" }).click();
    await page.getByRole("button", { name: "Remove grandma's garden" }).waitFor();
  });
}
