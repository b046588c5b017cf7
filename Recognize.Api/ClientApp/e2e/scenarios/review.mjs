// "Same or different?", by keyboard and button.
export default async function review({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  await page.goto(`${given.url}review`);
  await page.getByText(/^3 questions$/).waitFor();
  await step("says that only skipped ones are left, and asks them again", async () => {
    for (const left of [2, 1, 0]) {
      await page.keyboard.press("s");
      await page.getByText(new RegExp(`^${left} questions?$`)).waitFor();
    }
    await page.getByRole("heading", { name: "Only skipped questions are left" }).waitFor();
    await page.getByRole("button", { name: "Ask 3 skipped ones again" }).click();
    await page.getByText(/^3 questions$/).waitFor();
  });
  await step("asks, and takes an answer by key", async () => {
    await page.getByText(/^[1-9]\d* questions?$/).waitFor();
    await accessible(page, "question");
    await shot(page, "question");
    await page.keyboard.press("n");
    await page.getByText("Different: this is not asked again.").waitFor();
    await page.getByText(/^1 answer/).waitFor();
  });
  await step("takes the answer back", async () => {
    await page.keyboard.press("u");
    await page.getByText("Taken back.").waitFor();
    await page.getByText(/^[1-9]\d* questions?$/).waitFor();
  });
  await step("counts what a yes settles", async () => {
    await page.getByRole("button", { name: "The same" }).click();
    await page.getByText(/[1-9]\d* faces? settled/).waitFor();
    await shot(page, "settled");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("Taken back.").last().waitFor();
  });
  await page.getByText(/^3 questions$/).waitFor();
  // What was asked again is answered like any other, and for good.
  await step("keeps apart whom it had made one", async () => {
    await page.keyboard.press("n");
    await page.getByText("Different: this is not asked again.").waitFor();
    await page.reload();
    await page.getByText(/^2 questions$/).waitFor();
  });
}
