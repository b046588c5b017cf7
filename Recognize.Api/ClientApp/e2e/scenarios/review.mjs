// "Same or different?", by keyboard and button.
export default async function review({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  await page.goto(`${given.url}review`);
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
  const left = await page.getByText(/^[1-9]\d* questions?$/).textContent();
  expect(Number.parseInt(left, 10) >= 1, "the questions to be there as before");
}
