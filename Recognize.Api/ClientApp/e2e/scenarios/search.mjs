// One box for people, tags and leaving out; a search that becomes an album.
export default async function search({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  const found = page.getByText(/^[\d,]+ files?$/);
  const look = async (query) => {
    await page.goto(`${given.url}search`);
    await page.getByRole("combobox", { name: "Search" }).fill(query);
    await page.keyboard.press("Enter");
    await found.waitFor();
    return Number.parseInt((await found.textContent()).replaceAll(",", ""), 10);
  };
  await step("completes a name, and finds the person", async () => {
    await page.goto(`${given.url}search`);
    await accessible(page, "search");
    await page.getByRole("combobox", { name: "Search" }).pressSequentially("ann");
    const anna = page.getByRole("option", { name: /Anna/ }).first();
    await anna.waitFor();
    await shot(page, "completion");
    await anna.click();
    await found.waitFor();
    expect(Number.parseInt(await found.textContent(), 10) > 0, "photos of Anna");
    await shot(page, "anna");
    await accessible(page, "results");
    // The next word is typed at once.
    await page.keyboard.type("bird");
    expect((await page.getByRole("combobox", { name: "Search" }).inputValue()) === "Anna bird", "a space after what was chosen");
  });
  await step("keeps what is typed the moment the box is there", async () => {
    const quick = await page.context().newPage();
    await quick.addInitScript(() =>
      new MutationObserver((_changes, watch) => {
        const box = document.querySelector("[role=combobox]");
        if (!box) return;
        watch.disconnect();
        box.value = "bird";
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }).observe(document, { childList: true, subtree: true }),
    );
    await quick.goto(`${given.url}search`);
    await quick.getByRole("option", { name: /bird/i }).first().waitFor({ timeout: 20_000 });
    await quick.close();
  });
  const animals = await step("finds what lies under a tag, in another language too", async () => {
    const count = await look("animal");
    expect(count > 0, "animals");
    expect((await look("Tier")) === count, "as many by the German word");
    return count;
  });
  await step("leaves out", async () => {
    const birds = await look("animal bird");
    expect(birds > 0 && (await look("animal -bird")) === animals - birds, "all animals but the birds");
  });
  await step("finds nothing where nothing is", async () => {
    expect((await look("anna bird")) === 0, "no birds beside Anna");
  });
  await step("keeps a search as an album that fills itself", async () => {
    await look("animal -bird");
    await page.getByRole("button", { name: "Save as smart album" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Beasts");
    await page.getByRole("dialog").getByRole("button", { name: /Save|Create|Make/ }).click();
    // Left at once, the page would take its request back.
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.goto(`${given.url}albums`);
    await page.getByRole("link", { name: /Beasts/ }).first().click();
    await page.locator(".tile").first().waitFor();
    await shot(page, "album");
    await accessible(page, "album");
  });
}
