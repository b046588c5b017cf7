// All work is paused and goes on.
export default async function pause({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  const pauses = async () => (await (await page.request.get(`${given.url}api/jobs/pauses`)).json()).length;
  await page.goto(`${given.url}admin/jobs`);
  const card = page.getByRole("region", { name: "Pauses" });
  await step("pauses", async () => {
    await card.getByRole("button", { name: "Pause", exact: true }).click();
    await card.getByText(/paused by admin/).waitFor();
    await accessible(page, "jobs");
    await shot(page, "paused");
    expect((await pauses()) === 1, "one pause");
  });
  await step("resumes", async () => {
    await card.getByRole("button", { name: "Resume" }).first().click();
    await card.getByText("Nothing is paused.").waitFor();
    expect((await pauses()) === 0, "no pause");
  });
}
