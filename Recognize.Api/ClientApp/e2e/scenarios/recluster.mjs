// All faces are grouped anew beside the people there are: looked at, applied, taken back.
export default async function recluster({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  const people = async () =>
    (await (await page.request.get(`${given.url}api/people?limit=500`)).json()).items.map(({ id, name, faceCount }) => `${id} ${name} ${faceCount}`).sort().join("\n");
  const before = await people();
  await page.goto(`${given.url}admin/recluster`);
  await step("makes a preview with other settings", async () => {
    await page.getByLabel("Faces for a new person").fill("6");
    await page.getByRole("button", { name: "Make a preview" }).click();
    await page.getByRole("button", { name: "Apply" }).waitFor({ timeout: 120_000 });
    await page.getByRole("heading", { name: "Who would change" }).waitFor();
    await accessible(page, "preview");
    await shot(page, "preview");
    expect((await people()) === before, "nothing to change before it is applied");
  });
  await step("applies it", async () => {
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await page.getByText("The preview was applied.").first().waitFor();
    await shot(page, "applied");
    const now = await people();
    expect(now !== before, "other groups than before");
    expect(now.includes(" Anna "), "Anna to keep her name");
  });
  await step("takes it back", async () => {
    await page.getByRole("button", { name: "Take back" }).first().click();
    await page.getByText("Everything is as it was before.").first().waitFor();
    expect((await people()) === before, "exactly the people of before");
  });
}
