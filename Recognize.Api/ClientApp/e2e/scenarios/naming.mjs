// People are named without a mouse: the next field waits, a name that is taken asks, and nothing takes the focus away.
export default async function naming({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open();
  await signIn(page);
  const people = async () => (await (await page.request.get(`${given.url}api/people?limit=500`)).json()).items;
  const named = async (name) => (await people()).filter((person) => person.name === name).length;
  const fields = page.locator(".people-grid .name-field input");
  const dialog = page.getByRole("dialog");
  const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);
  /** Whose card or page holds the focus. */
  const focused = () => page.evaluate(() => document.activeElement.closest("li")?.querySelector("a")?.getAttribute("href") ?? null);

  await step("names one after another by Enter", async () => {
    await page.goto(`${given.url}people`);
    await fields.first().waitFor();
    const next = await page.locator(".people-grid li:has(.name-field) a").nth(1).getAttribute("href");
    await fields.first().fill("Berta");
    await page.keyboard.press("Enter");
    await page.getByText("Named Berta.").waitFor();
    expect((await focused()) === next, "the next field to have the focus");
    // It stays there when the list comes anew, in another order.
    await page.locator(".person-name", { hasText: "Berta" }).waitFor();
    expect((await focused()) === next, "the focus to stay");
    await page.keyboard.type("Carla");
    await page.keyboard.press("Enter");
    await page.getByText("Named Carla.").waitFor();
    expect((await named("Berta")) === 1 && (await named("Carla")) === 1, "both names");
  });
  await step("asks about a name that is taken, however late the names come", async () => {
    await page.route((url) => url.searchParams.get("named") === "true", async (route) => {
      await page.waitForTimeout(1_000);
      await route.continue();
    });
    await page.goto(`${given.url}people`);
    await fields.first().fill("anna");
    await page.keyboard.press("Enter");
    await dialog.getByText("Somebody with this name is there already.").waitFor();
    await page.unrouteAll();
    const close = dialog.getByRole("button", { name: "Close" });
    expect((await close.isVisible()) && (await isFocused(close)), "the focus within the question");
    await accessible(page, "same name");
    await shot(page, "same-name");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect((await isFocused(fields.first())) && (await fields.first().inputValue()) === "anna", "the field as it was left");
    expect((await named("Anna")) === 1 && (await named("anna")) === 0, "nobody else of that name");
  });

  const rename = page.getByRole("button", { name: "Change the name" });
  const field = page.getByRole("combobox", { name: "Name" });
  await step("renames, and thinks better of it", async () => {
    const berta = (await people()).find((person) => person.name === "Berta");
    await page.goto(`${given.url}people/${berta.id}`);
    await rename.focus();
    await page.keyboard.press("Enter");
    await field.waitFor();
    expect(await isFocused(field), "the focus in the field");
    await page.keyboard.type("Nobody");
    await page.keyboard.press("Escape");
    await rename.waitFor();
    expect(await isFocused(rename), "the focus back");
    expect((await named("Berta")) === 1, "the name as it was");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Bettina");
    await page.keyboard.press("Enter");
    await page.getByText("Named Bettina.").waitFor();
    await until(page, () => isFocused(rename), "the focus back at the button");
  });
  await step("merges two who have names, by Enter in the field of the name", async () => {
    await page.keyboard.press("Enter");
    await field.fill("carla");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Yes, the same person" }).click();
    await dialog.getByRole("heading", { name: "Which name stays?" }).waitFor();
    await dialog.getByLabel("Name").fill("Carla Bettina");
    await page.keyboard.press("Enter");
    await page.getByText("Merged.").waitFor();
    expect((await named("Carla Bettina")) === 1 && (await named("Carla")) === 0, "one person of the new name");
  });
}
