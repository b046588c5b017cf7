// From the printed one-time password to the first person with a name.
export default async function firstStart({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await step("signs in with the printed password", async () => {
    await page.goto(given.url);
    await page.getByLabel("Name").fill(given.name);
    await page.getByLabel("Password").fill(given.oneTime);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  });
  await step("chooses a password", async () => {
    await page.getByLabel("One-time password").fill(given.oneTime);
    await page.getByLabel("New password").fill(given.password);
    await accessible(page, "new password");
    await page.getByRole("button", { name: "Save" }).click();
  });
  await step("chooses a folder", async () => {
    await page.getByRole("heading", { name: "Where are your photos and music?" }).waitFor();
    await accessible(page, "folders");
    await shot(page, "folders");
    await page.getByRole("button", { name: `Add ${given.folder}` }).click();
    await page.getByRole("button", { name: "Next" }).click();
  });
  await step("agrees to face recognition", async () => {
    await page.getByRole("heading", { name: "May faces be recognised?" }).waitFor();
    await accessible(page, "consent");
    await shot(page, "consent");
    await page.getByRole("button", { name: "Yes, recognise faces" }).click();
  });
  await step("watches photos and people appear", async () => {
    await page.locator(".first-photos img").first().waitFor({ timeout: 240_000 });
    await shot(page, "watching");
    await page.locator(".first-people li").nth(2).waitFor({ timeout: 240_000 });
    await page.getByText("all done").waitFor({ timeout: 240_000 });
    await accessible(page, "watching");
    await shot(page, "all-done");
  });
  await step("names the first person", async () => {
    await page.getByRole("link", { name: "To the people" }).click();
    await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    const first = page.locator(".people-grid li").first();
    await first.getByRole("combobox", { name: "Name" }).fill("Anna");
    await first.getByRole("button", { name: "Save" }).click();
    await page.getByText("Named Anna.").waitFor();
    await page.reload();
    await page.getByRole("link", { name: /^Anna, / }).first().waitFor();
    await shot(page, "named");
    await accessible(page, "people");
  });
  const people = await page.locator(".people-grid li").count();
  expect(people >= 3, `at least three people, not ${people}`);
  return { people };
}
