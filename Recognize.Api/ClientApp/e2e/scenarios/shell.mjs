// The frame of the app for somebody without any files: what comes over the wire, every main page empty, in all its looks.
const pages = ["", "search", "people", "review", "explore", "albums", "shared", "music", "settings"];

const sentences = (page) =>
  page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /assets\/server-/.test(name)));

export default async function shell({ open, step, shot, accessible, fits, signIn, expect, given }) {
  const page = await open();
  await step("signs in", async () => {
    await page.goto(given.url);
    await page.getByLabel("Name").waitFor();
    await accessible(page, "sign-in");
    await shot(page, "sign-in");
    await signIn(page);
  });
  await step("has loaded little", async () => {
    await page.waitForLoadState("networkidle");
    const bytes = await page.evaluate(() =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .filter((entry) => !entry.name.includes("/api/"))
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    );
    expect(bytes > 10_000 && bytes < 300_000, `a first load of 10 to 300 kB, not ${bytes} bytes`);
    console.log(`  ${bytes} bytes`);
    expect((await sentences(page)).length === 0, "nothing of the server's sentences for somebody who reads English");
  });
  await step("opens a page by its address, and goes back", async () => {
    await page.goto(`${given.url}people`);
    await page.goto(`${given.url}no/such/page`);
    await page.getByText("There is no page here.").waitFor();
    await page.goBack();
    await page.waitForURL(/people$/);
  });
  if (given.isBrief) return;
  await step("shows every page to the keyboard and the screen reader, light and dark", async () => {
    for (const path of given.isAdmin ? [...pages, "admin"] : pages) {
      await page.goto(given.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      await page.waitForLoadState("networkidle");
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        const moving = await page.evaluate(() => document.getAnimations().map(({ effect }) => effect.target.outerHTML.slice(0, 80)));
        expect(moving.length === 0, `nothing to move for somebody who asked for no motion, not ${moving.length}: ${moving[0]}`);
        await accessible(page, `${path || "photos"} (${colorScheme})`);
      }
      await page.emulateMedia({ colorScheme: "light" });
    }
  });
  await step("fits a narrow telephone", async () => {
    const phone = await open({ width: 360, height: 740, touch: true, dark: true });
    await signIn(phone);
    for (const path of pages) {
      await phone.goto(given.url + path);
      await phone.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      await phone.waitForLoadState("networkidle");
      await fits(phone, path || "photos");
      await shot(phone, `phone-${path || "photos"}`);
    }
  });
  await step("speaks German", async () => {
    const german = await open({ width: 360, height: 740, touch: true, locale: "de-DE" });
    await german.goto(given.url);
    await german.getByLabel("Passwort").waitFor();
    expect((await german.evaluate(() => document.documentElement.lang)) === "de", "the page to say that it is German");
    expect((await sentences(german)).length === 2, "the server's sentences, English and German");
    await german.getByLabel("Name").fill(given.name);
    await german.getByLabel("Passwort").fill("not the password");
    await german.getByRole("button", { name: "Anmelden", exact: true }).click();
    await german.getByText("Der Name oder das Passwort ist falsch.").waitFor();
    await accessible(german, "sign-in refused in German");
    await shot(german, "german-refusal");
    await german.getByLabel("Name").fill(given.name);
    await german.getByLabel("Passwort").fill(given.password);
    await german.getByRole("button", { name: "Anmelden", exact: true }).click();
    const labels = german.locator("nav.side li:visible span:visible");
    await labels.first().waitFor();
    const boxes = await labels.evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect().toJSON()));
    expect(boxes.length === 6 && boxes.every(({ left }, index) => index === 0 || left >= boxes[index - 1].right + 6), "words beside each other at the bottom");
    await shot(german, "german");
  });
  await step("signs out", async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
}
