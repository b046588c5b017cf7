// Every main page with something on it: on a narrow telephone, and for people who do not see it.
export default async function phone({ open, step, shot, accessible, fits, signIn, given }) {
  const page = await open({ width: 360, height: 740, touch: true });
  await signIn(page);
  const [person] = (await (await page.request.get(`${given.url}api/people?limit=1`)).json()).items;
  const [photo] = (await (await page.request.get(`${given.url}api/media?limit=1&kind=photo`)).json()).items;
  const paths = [
    "", `photos/${photo.id}`, "search?q=animal", "people", `people/${person.id}`, `people/${person.id}/faces`, "people/history", "people/recluster", "review", "explore",
    "albums", "shared", "music", "settings", "settings/consent", "settings/contacts", "settings/sharing", "settings/tokens", "settings/privacy", "welcome",
    "admin", "admin/jobs", "admin/failures", "admin/libraries", "admin/workers", "admin/models", "admin/users", "admin/recluster", "admin/erasures",
    "admin/audit", "admin/server",
  ];
  for (const path of paths) {
    const name = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "one").replace(/\?.*/, "").replaceAll("/", "-") || "photos";
    await step(`shows ${name}`, async () => {
      await page.goto(given.url + path);
      await page.locator("h1, dialog, [role=dialog]").first().waitFor({ state: "attached" });
      await page.waitForFunction(() => document.querySelector(".spinner") === null);
      await fits(page, name);
      await accessible(page, name);
      await shot(page, name);
    });
  }
}
