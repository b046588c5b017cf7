// Wherever somebody is, the address says so: going back, forward, reloading and a link lead to the same place.
export default async function places({ open, step, shot, signIn, until, expect, given }) {
  const page = await open({ width: 1000, height: 600 });
  await signIn(page);
  const get = async (path) => (await page.request.get(given.url + path)).json();
  const lightbox = page.getByRole("dialog", { name: "Full view" });
  const closed = () => lightbox.waitFor({ state: "detached" });
  const opened = async () => {
    await lightbox.waitFor();
    await page.locator(".pswp__img").first().waitFor();
  };
  const shown = () => page.url().match(/[0-9a-f-]{36}/g)?.at(-1);
  const scrolled = () => page.evaluate(() => Math.round(scrollY));

  await step("a photo of the time line", async () => {
    await page.locator(".tile img.is-there").first().waitFor();
    await page.mouse.wheel(0, 500);
    await until(page, async () => (await scrolled()) > 300, "the time line to scroll");
    const place = await scrolled();
    // Not the first one in view, which the frame may cover.
    const tile = page.locator(".tile-link").nth(9);
    await tile.click();
    await opened();
    const first = shown();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((id) => !location.href.includes(id), first);
    const second = shown();
    await page.reload();
    await opened();
    expect(shown() === second, "the photo that was turned to, after a reload");
    await page.goBack();
    await closed();
    await page.locator(".tile img.is-there").first().waitFor();
    await until(page, async () => Math.abs((await scrolled()) - place) < 250, "the place in the time line that was left");
    await page.goForward();
    await opened();
    expect(shown() === second, "the same photo again");
  });
  await step("a link to a photo", async () => {
    const { items } = await get("api/media?kind=photo&limit=200");
    const last = items.at(-1);
    await page.goto("about:blank");
    await page.goto(`${given.url}photos/${last.id}`);
    await opened();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await closed();
    await page.locator(`.tile-link[href*="${last.id}"]`).waitFor();
    expect(new URL(page.url()).pathname === new URL(given.url).pathname, "the time line in the address");
  });
  await step("a link to a photo, while the time line is late", async () => {
    const { items } = await get("api/media?kind=photo&limit=200");
    const last = items.at(-1);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route((url) => url.pathname.endsWith("/api/timeline"), async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("about:blank");
    await page.goto(`${given.url}photos/${last.id}`);
    await opened();
    release();
    await lightbox.getByText(/^\d+ of \d+$/).waitFor();
    await page.waitForLoadState("networkidle");
    expect(shown() === last.id, "the photo that the link names");
    const place = await lightbox.getByText(/^\d+ of \d+$/).textContent();
    expect(!place.startsWith("1 of"), `its own place in the time line, not ${place}`);
    await page.unrouteAll();
  });
  await step("a search, narrowed and opened", async () => {
    const found = page.getByText(/^[\d,]+ files?$/);
    const count = async () => Number.parseInt(await found.textContent(), 10);
    await page.goto(`${given.url}search`);
    const box = page.getByRole("combobox", { name: "Search" });
    await box.fill("animal");
    await page.keyboard.press("Enter");
    await found.waitFor();
    const all = await count();
    await box.fill("animal -bird");
    await page.keyboard.press("Enter");
    await until(page, async () => (await count().catch(() => all)) < all, "fewer");
    const few = await count();
    await page.locator(".tile-link").nth(2).click();
    await opened();
    const id = shown();
    await page.reload();
    await opened();
    expect(shown() === id, "the same photo after a reload");
    await page.goBack();
    await closed();
    await found.waitFor();
    expect((await count()) === few && (await box.inputValue()).includes("-bird"), "the narrowed search behind it");
    await page.goBack();
    await until(page, async () => (await count().catch(() => few)) === all, "the search before it");
    expect(!(await box.inputValue()).includes("-bird"), "its words in the box");
    await shot(page, "search");
    await page.goForward();
    await until(page, async () => (await count().catch(() => all)) === few, "the narrowed one again");
    // What is understood can be taken away by hand.
    await page.getByRole("main").getByRole("button", { name: /Bird/ }).last().click();
    await until(page, async () => (await count().catch(() => few)) === all, "all of them");
    await page.goBack();
    await until(page, async () => (await count().catch(() => all)) === few, "the part that was taken away");
  });
  await step("the tabs of a person", async () => {
    const anna = (await get("api/people?limit=500")).items.find(({ name }) => name === "Anna");
    const tab = (name) => page.getByRole("navigation", { name: "What to see of this person" }).getByRole("link", { name });
    await page.goto(`${given.url}people`);
    await page.getByRole("link", { name: /^Anna, / }).first().click();
    await page.locator(".tile-link").first().waitFor();
    await tab("Faces").click();
    await page.locator(".face-grid li").first().waitFor();
    await page.getByRole("link", { name: "Best first" }).click();
    await page.locator(".chip[aria-current]", { hasText: "Best first" }).waitFor();
    await page.reload();
    await page.locator(".chip[aria-current]", { hasText: "Best first" }).waitFor();
    await page.goBack();
    await page.locator(".chip[aria-current]", { hasText: "Doubtful first" }).waitFor();
    await page.goBack();
    await page.locator(".tile-link").first().waitFor();
    await page.getByRole("link", { name: /^2\d\d\d/ }).first().click();
    await page.locator(".tile-link").first().waitFor();
    const year = page.url();
    await page.reload();
    await page.locator(".tile-link").first().waitFor();
    expect(page.url() === year && year.includes("year="), "the chosen year");
    await page.locator(".tile-link").first().click();
    await opened();
    await page.keyboard.press("Escape");
    await closed();
    expect(page.url() === year, "the chosen year behind the photo");
    await page.goBack();
    await page.waitForURL(new RegExp(`people/${anna.id}$`));
  });
  await step("the admin's tabs", async () => {
    const tabs = page.getByRole("navigation", { name: "Administration" });
    const here = (name) => tabs.locator("[aria-current]", { hasText: name }).waitFor();
    await page.goto(`${given.url}admin`);
    for (const name of ["Work", "Users", "Log"]) {
      await tabs.getByRole("link", { name, exact: true }).click();
      await here(name);
    }
    await page.reload();
    await here("Log");
    await page.goBack();
    await here("Users");
    await page.goBack();
    await here("Work");
    await page.goForward();
    await here("Users");
    await page.getByLabel("Name", { exact: true }).waitFor();
  });
}
