// A narrow telephone in the dark: pages with data on them are legible, whole, large enough to touch, and stand still.
export default async function dark({ open, step, shot, accessible, fits, touchable, signIn, expect, given }) {
  const page = await open({ width: 360, height: 740, touch: true, dark: true });
  await signIn(page);
  const get = async (path) => (await page.request.get(given.url + path)).json();
  const post = (path, data) => page.request.post(given.url + path, { data, headers: { "X-Recognize": "page" } });
  const anna = (await get("api/people?limit=500")).items.find(({ name }) => name === "Anna");
  const photos = (await get(`api/media?kind=photo&limit=4&person=${anna.id}`)).items.map(({ id }) => id);
  const album = await (await post("api/albums", { name: "A rather long name of an album that nobody would give", description: "With words" })).json();
  await post(`api/albums/${album.id}/media`, { mediaIds: photos });
  const smart = await (await post("api/albums", { name: "Beasts of the dark", query: "animal -bird" })).json();

  const looked = async (name) => {
    await page.waitForFunction(() => document.querySelector(".spinner") === null);
    await page.waitForLoadState("networkidle");
    const shift = await page.evaluate(() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => setTimeout(() => resolve(sum), 0));
    }));
    expect(shift < 0.1, `${name} to stand still while it is filled, not to shift by ${shift.toFixed(3)}`);
    await shot(page, name);
    const tab = page.locator(".tabs [aria-current]");
    if ((await tab.count()) > 0) {
      const [row, here] = [await page.locator(".tabs").boundingBox(), await tab.boundingBox()];
      expect(here.x >= row.x - 1 && here.x + here.width <= row.x + row.width + 1, `the tab of ${name} to be in view`);
    }
    await fits(page, name);
    await accessible(page, name);
    await touchable(page, name);
  };
  for (const [name, path, filled] of [
    ["people", "people", ".people-grid li"],
    ["person", `people/${anna.id}`, ".tile img.is-there"],
    ["faces", `people/${anna.id}/faces`, ".face-grid li"],
    ["results", "search?q=animal", ".tile img.is-there"],
    ["review", "review", ".question, .state"],
    ["album", `albums/${album.id}`, ".tile img.is-there"],
    ["albums", "albums", ".cover-card"],
    ["contacts", "settings/contacts", ".asked"],
    ["sharing", "settings/sharing", "form select"],
  ]) {
    await step(`shows ${name}`, async () => {
      await page.goto(given.url + path);
      await page.locator(filled).first().waitFor();
      await looked(name);
    });
  }
  await step("shows a photo with its details", async () => {
    await page.goto(`${given.url}photos/${photos[0]}`);
    await page.locator(".pswp__img").first().waitFor();
    await page.getByRole("button", { name: "Details (I)" }).tap();
    await page.locator(".face-list .face-crop img.shown").first().waitFor();
    await looked("details");
    await page.getByRole("heading", { name: "Analysis" }).scrollIntoViewIfNeeded();
    await shot(page, "details-end");
    await page.getByRole("button", { name: "Who is this" }).or(page.locator(".face-list button")).first().tap();
    await page.getByRole("dialog").last().waitFor();
    await shot(page, "face");
    await accessible(page, "face");
  });
  await step("shows the dialog to share by", async () => {
    await page.goto(`${given.url}albums/${album.id}`);
    await page.getByRole("button", { name: "Share", exact: true }).tap();
    await page.getByRole("dialog").getByText("This album is shared with nobody.").waitFor();
    await looked("share");
  });
  for (const { id } of [album, smart]) await page.request.delete(`${given.url}api/albums/${id}`, { headers: { "X-Recognize": "page" } });
}
