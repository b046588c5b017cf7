// What one user shares another sees: exactly that, no more than was said, and no longer than it lasts.
import { accept, invite } from "../users.mjs";

export default async function sharing({ open, step, shot, accessible, fits, signIn, until, expect, given }) {
  const admin = await open();
  await signIn(admin);
  const get = async (page, path) => (await page.request.get(given.url + path)).json();
  const post = async (path, data) => {
    const answer = await admin.request.post(given.url + path, { data, headers: { "X-Recognize": "page" } });
    expect(answer.ok(), `${path} to be done, not ${answer.status()}`);
    return answer;
  };
  const photosOf = async (query) => (await get(admin, `api/media?kind=photo&limit=100${query}`)).items.map(({ id }) => id);
  const [anna] = (await get(admin, "api/people?limit=500")).items.filter(({ name }) => name === "Anna");
  const withAnna = (await photosOf(`&person=${anna.id}`))[0];
  const shared = [...new Set([withAnna, ...(await photosOf("")).slice(0, 2)])];
  const album = await (await post("api/albums", { name: "Our days", description: "For you" })).json();
  await post(`api/albums/${album.id}/media`, { mediaIds: shared });
  const smart = await (await post("api/albums", { name: "Wild ones", description: "", query: "animal -bird" })).json();
  const [library] = (await get(admin, "api/libraries")).items;
  const all = (await get(admin, `api/libraries/${library.id}/media?limit=500`)).items.length;
  const wild = (await get(admin, `api/albums/${smart.id}/media?limit=500`)).items.map(({ id }) => id);
  const notShared = (await photosOf("")).filter((id) => !shared.includes(id) && !wild.includes(id));
  expect(wild.length > 0 && notShared.length > 0, "photos that are shared, and others");

  const cleo = await open({ width: 390, height: 800, touch: true });
  await step("invites Cleo", async () => accept(cleo, given, await invite(admin, given, "Cleo")));

  const share = async (id) => {
    await admin.goto(`${given.url}albums/${id}`);
    await admin.getByRole("button", { name: "Share", exact: true }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("With whom").fill("Cleo");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await dialog.getByRole("listitem").filter({ hasText: "Cleo" }).waitFor();
    return dialog;
  };
  await step("shares an album and a search, and says so", async () => {
    const dialog = await share(album.id);
    await accessible(admin, "share");
    await shot(admin, "share");
    await dialog.getByRole("button", { name: "Close" }).first().click();
    await share(smart.id);
    await admin.goto(`${given.url}settings/sharing`);
    const entries = admin.getByRole("region", { name: "What you share" }).getByRole("listitem");
    for (const name of ["Our days", "Wild ones"]) await entries.filter({ hasText: `Cleo · ${name}` }).waitFor();
    await accessible(admin, "given");
    await shot(admin, "given");
  });

  const details = cleo.getByRole("complementary", { name: "Details" });
  const openDetails = async () => {
    await cleo.getByRole("dialog", { name: "Full view" }).waitFor();
    const button = cleo.getByRole("button", { name: "Details (I)" });
    if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
    await details.getByText("Shared by admin").waitFor();
  };
  await step("Cleo sees the album, and may only look", async () => {
    await cleo.goto(`${given.url}shared`);
    await cleo.getByRole("link", { name: "Our days" }).waitFor();
    await accessible(cleo, "shared");
    await fits(cleo, "shared");
    await shot(cleo, "shared");
    await cleo.getByRole("link", { name: "Our days" }).tap();
    await cleo.locator(".tile").nth(shared.length - 1).waitFor();
    expect((await cleo.locator(".tile").count()) === shared.length, `${shared.length} files`);
    await accessible(cleo, "album");
    await fits(cleo, "album");
    await shot(cleo, "album");
    for (const name of ["Edit", "Arrange", "Share", "Delete"])
      expect((await cleo.getByRole("main").getByRole("button", { name, exact: true }).count()) === 0, `no button to ${name}`);
    await cleo.locator(`.tile-link[href*="${withAnna}"]`).tap();
    await cleo.locator(".pswp__img").first().waitFor();
    await openDetails();
    await shot(cleo, "photo");
    for (const name of ["Mark a missed face", "Analyse again", /^Remove /])
      expect((await details.getByRole("button", { name }).count()) === 0, `nothing to ${name} with`);
    expect((await details.getByLabel("Add a tag").count()) === 0, "no tag to add");
    expect((await details.getByText("Anna").count()) === 0, "no name of anybody");
    expect((await cleo.request.get(`${given.url}api/media/${withAnna}/original`)).ok(), "the file itself");
  });
  await step("Cleo sees what the search finds, and not the search", async () => {
    await cleo.goto(`${given.url}albums/${smart.id}`);
    await cleo.getByText(new RegExp(`^${wild.length} files?$`)).waitFor();
    expect((await cleo.getByText("-bird").count()) === 0, "the search to stay the owner's");
    expect((await cleo.getByRole("link", { name: "Open as search" }).count()) === 0, "no search to open");
  });
  await step("Cleo finds nothing else", async () => {
    for (const [path, text] of [
      ["", "No photos yet"], ["people", "No people yet"], ["albums", "No albums yet"], ["search?q=animal", "Nothing found"],
      [`search?q=Anna`, "Nothing found"], [`people/${anna.id}`, "This person is not here any more"],
    ]) {
      await cleo.goto(given.url + path);
      await cleo.getByRole("heading", { name: text }).waitFor();
    }
    for (const path of ["api/tags", "api/music/tracks", "api/people", "api/media", "api/search?q=animal"])
      expect((await get(cleo, path)).items.length === 0, `nothing in ${path}`);
    for (const id of notShared) {
      for (const path of [`api/media/${id}`, `api/media/${id}/original`, `api/media/${id}/thumbnail?size=small`])
        expect((await cleo.request.get(given.url + path)).status() === 404, `404 for ${path}`);
    }
  });

  await step("names are shown once they are shared, too", async () => {
    await admin.goto(`${given.url}albums/${album.id}`);
    await admin.getByRole("button", { name: "Share", exact: true }).click();
    const entry = admin.getByRole("dialog").getByRole("listitem").filter({ hasText: "Cleo" });
    await entry.getByText("with people's names").click();
    await until(admin, async () => (await get(admin, `api/shares?album=${album.id}`)).items[0].withPeople, "the share to show people");
    await cleo.goto(`${given.url}albums/${album.id}?photo=${withAnna}`);
    await openDetails();
    await details.getByText("Anna").first().waitFor();
    await accessible(cleo, "photo with names");
    await fits(cleo, "photo with names");
    await shot(cleo, "names");
  });

  const entry = cleo.getByRole("listitem").filter({ has: cleo.getByRole("link", { name: "Library of admin" }) });
  await step("shares the whole library", async () => {
    await admin.goto(`${given.url}settings/sharing`);
    await admin.getByLabel("With whom").fill("Cleo");
    await admin.getByRole("button", { name: "Share", exact: true }).click();
    await admin.getByText("It is shared.").waitFor();
    await cleo.goto(`${given.url}shared`);
    await entry.getByRole("link").tap();
    await until(cleo, async () => (await cleo.locator(".tile").count()) > 0, "the files");
    await shot(cleo, "library");
    await fits(cleo, "library");
    expect((await get(cleo, `api/libraries/${library.id}/media?limit=500`)).items.length === all, `all ${all} files`);
  });

  await step("takes it all back", async () => {
    const shares = admin.getByRole("region", { name: "What you share" }).getByRole("listitem").filter({ hasText: "Cleo" });
    for (let left = await shares.count(); left > 0; left--) {
      await shares.first().getByRole("button", { name: "Stop sharing" }).click();
      await until(admin, async () => (await shares.count()) === left - 1, "the share to go");
    }
  });
  await step("a page that was open forgets what it showed", async () => {
    // Somebody comes back to the window a while later.
    await cleo.clock.setFixedTime(Date.now() + 60_000);
    await cleo.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await cleo.getByRole("heading", { name: "This is not here" }).waitFor();
    expect((await cleo.locator(".tile").count()) === 0, "no tile");
    await shot(cleo, "gone");
    await accessible(cleo, "gone");
  });
  await step("Cleo is told plainly, wherever a link leads", async () => {
    await cleo.goto(`${given.url}shared`);
    await cleo.getByRole("heading", { name: "Nobody shares anything with you" }).waitFor();
    for (const path of [`albums/${album.id}`, `albums/${smart.id}`, `albums/${album.id}?photo=${withAnna}`, `shared/libraries/${library.id}`, `photos/${withAnna}`]) {
      await cleo.goto(given.url + path);
      await cleo.getByRole("heading", { name: "This is not here" }).first().waitFor();
      expect((await cleo.getByText("That did not work").count()) === 0, `no error on ${path}`);
    }
    await shot(cleo, "photo-gone");
    await accessible(cleo, "photo gone");
    expect((await cleo.request.get(`${given.url}api/media/${withAnna}/thumbnail?size=small`)).status() === 404, "no thumbnail");
  });
  for (const { id } of [album, smart]) await admin.request.delete(`${given.url}api/albums/${id}`, { headers: { "X-Recognize": "page" } });
}
