// What is told while a dialog is open can be read and pressed; when the dialog is gone, the focus is where it was.
export default async function dialogs({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open();
  await signIn(page);
  const album = await (
    await page.request.post(`${given.url}api/albums`, { data: { name: "Our days", description: "" }, headers: { "X-Recognize": "page" } })
  ).json();
  const dialog = page.getByRole("dialog");
  const toast = page.locator(".toast");
  const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);
  const share = page.getByRole("main").getByRole("button", { name: "Share", exact: true });

  await step("tells of a refusal above the dialog", async () => {
    await page.goto(`${given.url}albums/${album.id}`);
    await share.click();
    await dialog.getByLabel("With whom").fill("Nobody here");
    await page.keyboard.press("Enter");
    await toast.getByText("There is no such user.").waitFor();
    await accessible(page, "refused");
    await shot(page, "refused");
    expect((await toast.count()) === 1, "it to be told once");
    // Beneath the dialog nothing could be pressed.
    await toast.getByRole("button", { name: "Close" }).click({ timeout: 5_000 });
    await toast.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await isFocused(share), "the focus back at the button");
  });
  await step("gives the focus back when the dialog is done with", async () => {
    const edit = page.getByRole("main").getByRole("button", { name: "Edit" });
    await edit.focus();
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Name").fill("Our other days");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Our other days" }).waitFor();
    await until(page, () => isFocused(edit), "the focus back at the button");
  });
  await page.request.delete(`${given.url}api/albums/${album.id}`, { headers: { "X-Recognize": "page" } });
}
