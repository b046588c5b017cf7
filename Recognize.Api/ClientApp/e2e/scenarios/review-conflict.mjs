// A yes against what was said of a face since the question was put, gone on with and taken back.
export default async function reviewConflict({ open, step, accessible, signIn, given }) {
  const page = await open();
  await signIn(page);
  await page.goto(`${given.url}review`);
  const dialog = page.getByRole("dialog");
  const contradicted = () => dialog.getByText("Some of these faces were said not to be this person. Going on takes that back.");
  await step("says what contradicts, and goes on", async () => {
    await page.getByText(/^1 question$/).waitFor();
    await page.keyboard.press("y");
    await contradicted().waitFor();
    await accessible(page, "question that contradicts");
    await dialog.getByRole("button", { name: "Do it all the same" }).click();
    await page.getByText(`1 more face of ${given.person}.`).waitFor();
    await dialog.waitFor({ state: "detached" });
  });
  await step("asks again when it is taken back, and goes on again", async () => {
    await page.keyboard.press("u");
    await page.getByText("Taken back.").waitFor();
    await page.getByText(/^1 question$/).waitFor();
    await page.keyboard.press("y");
    await contradicted().waitFor();
    await dialog.getByRole("button", { name: "Do it all the same" }).click();
    await page.getByText(`1 more face of ${given.person}.`).waitFor();
    await dialog.waitFor({ state: "detached" });
  });
}
