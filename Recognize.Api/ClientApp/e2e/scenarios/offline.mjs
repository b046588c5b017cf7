// The connection goes and comes: every page says so in words, and is whole again without anybody's doing.
export default async function offline({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open({ width: 390, height: 800, touch: true });
  await signIn(page);
  const context = page.context();
  const banner = page.getByText("There is no connection.", { exact: false });
  const unreachable = page.getByText("The server cannot be reached.", { exact: false });
  const pictures = () => page.locator(".tile img.is-there").count();
  const goTo = (name) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
  await until(page, async () => (await pictures()) > 0, "photos");
  // The shell is kept by then, and the page is under its care.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(page, () => page.evaluate(() => navigator.serviceWorker.controller !== null), "the shell to be kept");

  await step("says so over what is shown already, and keeps it", async () => {
    await context.setOffline(true);
    await banner.waitFor();
    expect((await pictures()) > 0, "the photos to stay");
    await accessible(page, "offline");
    await shot(page, "kept");
  });
  for (const name of ["People", "Search", "Explore", "Albums"]) {
    await step(`opens ${name} without a connection`, async () => {
      await goTo(name);
      await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      if (name === "Search") {
        await page.getByRole("combobox", { name: "Search" }).fill("animal");
        await page.keyboard.press("Enter");
      }
      await unreachable.first().waitFor();
      expect((await page.locator(".spinner").count()) === 0, "nothing to wait for");
    });
  }
  await shot(page, "albums");
  await accessible(page, "albums without a connection");
  await step("recovers by itself", async () => {
    await goTo("People");
    await unreachable.first().waitFor();
    await context.setOffline(false);
    await page.locator(".people-grid li").first().waitFor();
    expect((await banner.count()) + (await unreachable.count()) === 0, "no word of the connection any more");
  });
  await step("asks again for pictures that were missed", async () => {
    const broken = () => page.locator(".face-crop:not(:has(img))").count();
    const people = await page.locator(".people-grid .face-crop").count();
    await until(page, async () => (await page.locator(".people-grid .face-crop img.shown").count()) === people, "all faces");
    await goTo("Albums");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.route("**/thumbnail*", (route) => route.abort("internetdisconnected"));
    await goTo("People");
    await page.reload();
    await until(page, async () => (await broken()) >= people, "faces to be missing");
    await context.setOffline(true);
    await banner.waitFor();
    await page.unroute("**/thumbnail*");
    await context.setOffline(false);
    await until(page, async () => (await page.locator(".people-grid .face-crop img.shown").count()) === people, "all faces again");
  });
  await step("starts without a connection, and goes on when it is there", async () => {
    await context.setOffline(true);
    await page.reload();
    await unreachable.waitFor();
    await accessible(page, "started without a connection");
    await shot(page, "shell");
    await context.setOffline(false);
    await page.locator(".people-grid li").first().waitFor();
    expect(page.url().endsWith("/people"), "the same page");
  });
  await step("opens a deep link without a connection", async () => {
    await context.setOffline(true);
    await page.goto(`${given.url}search?q=animal`);
    await unreachable.waitFor();
    await context.setOffline(false);
    await until(page, async () => (await pictures()) > 0, "what was searched for");
  });
}
