// Merging, splitting and reviewing people, each taken back.
export default async function people({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  const cards = page.locator(".people-grid li");
  await signIn(page);
  const list = async () => {
    await page.goto(`${given.url}people`);
    await cards.first().waitFor();
    return cards.count();
  };
  const before = await list();

  await step("merges two groups, and takes it back", async () => {
    await page.getByRole("button", { name: "Select" }).click();
    await cards.nth(before - 1).getByRole("button").click();
    await cards.nth(before - 2).getByRole("button").click();
    await page.getByText("2 people selected").first().waitFor();
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    // Both may be in one photo: then the user is asked.
    const merged = page.getByText("Merged.");
    const asked = page.getByRole("button", { name: "Do it all the same" });
    await merged.or(asked).first().waitFor();
    if (await asked.isVisible()) {
      await accessible(page, "conflict");
      await shot(page, "conflict");
      await asked.click();
    }
    await merged.waitFor();
    expect((await list()) === before - 1, "one person less after a merge");
    await page.goto(`${given.url}people/history`);
    await shot(page, "history");
    await page.getByRole("button", { name: "Undo" }).first().click();
    await page.getByText("Taken back.").waitFor();
    expect((await list()) === before, "as many people as before the merge");
  });

  await step("splits a person, and takes it back by the toast", async () => {
    await list();
    await page.getByRole("link", { name: /^Anna, / }).first().click();
    await page.getByRole("button", { name: "Split" }).click();
    await page.getByRole("heading", { name: "Are these two people?" }).waitFor();
    const sides = page.locator(".split-sides section");
    await sides.nth(1).waitFor();
    if ((await sides.nth(1).getByRole("button").count()) === 0) await sides.nth(0).getByRole("button").first().click();
    await accessible(page, "split");
    await shot(page, "split");
    await page.getByRole("button", { name: "Split" }).click();
    await page.getByText("Split: a new person was made.").waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back.").waitFor();
    expect((await list()) === before, "as many people as before the split");
  });

  await step("says that a face is somebody else, and takes it back", async () => {
    await list();
    await page.getByRole("link", { name: /^Anna, / }).first().click();
    await page.getByRole("link", { name: "Faces" }).click();
    await page.locator(".face-grid button").first().click();
    await page.getByText("1 face selected").first().waitFor();
    await shot(page, "faces");
    await page.getByRole("button", { name: "Not this person" }).click();
    await page.getByText("1 face is not this person.").waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back.").waitFor();
  });

  await step("says in a photo who a whole group is, and takes it back", async () => {
    const get = async (path) => (await page.request.get(given.url + path)).json();
    const all = (await get("api/people?limit=500")).items;
    const [anna] = all.filter(({ name }) => name === "Anna");
    const group = all.find(({ name, faceCount }) => name === null && faceCount > 1);
    const [{ id: photo }] = (await get(`api/media?kind=photo&limit=1&person=${group.id}`)).items;
    await page.goto(`${given.url}people/${group.id}?photo=${photo}`);
    await page.locator(".pswp__img").first().waitFor();
    const details = page.getByRole("button", { name: "Details (I)" });
    if ((await details.getAttribute("aria-pressed")) !== "true") await details.click();
    const media = await get(`api/media/${photo}`);
    await page.locator(".face-list button").nth(media.faces.findIndex(({ person }) => person?.id === group.id)).click();
    await page.getByRole("button", { name: "Who is this?" }).click();
    await page.getByRole("dialog").getByRole("combobox", { name: "Name", exact: true }).fill("anna");
    await page.getByRole("option", { name: /^Anna/ }).waitFor();
    await page.keyboard.press("Enter");
    // Both may be in one photo here, too.
    const told = page.getByText("This is Anna now.");
    const asked = page.getByRole("button", { name: "Do it anyway" });
    await told.or(asked).first().waitFor();
    if (await asked.isVisible()) await asked.click();
    await told.waitFor();
    // The photo lay over the page of the group, which is no more.
    expect(page.url().endsWith(`/people/${anna.id}?photo=${photo}`), `Anna's page beneath the photo, not ${page.url()}`);
    expect((await get(`api/people/${anna.id}`)).faceCount === anna.faceCount + group.faceCount, "all faces of the group to be Anna's");
    await shot(page, "group-in-photo");
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back.").waitFor();
    expect((await get("api/people?limit=500")).items.length === all.length, "as many people as before");
  });
}
