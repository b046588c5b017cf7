// The player goes through its queue, and plays on from page to page; a wrong genre is corrected.
export default async function music({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open();
  await signIn(page);
  await page.goto(`${given.url}music/tracks`);
  const player = page.getByRole("region", { name: "Player" });
  const current = () => player.locator(".player-title strong").textContent();
  const position = player.getByLabel("Position");
  const { items: tracks } = await (await page.request.get(`${given.url}api/music/tracks`)).json();
  expect(tracks.length >= 3, "some tracks");

  await step("plays all, one after the other", async () => {
    await page.getByRole("button", { name: "Play all" }).click();
    await until(page, async () => Number(await position.inputValue()) > 0, "the first second");
    const first = await current();
    await player.getByRole("button", { name: "Next track" }).click();
    await until(page, async () => (await current()) !== first, "the next track");
    await player.getByRole("button", { name: "Previous track" }).click();
    await until(page, async () => (await current()) === first, "the first track");
    await accessible(page, "player");
    await shot(page, "player");
  });
  await step("goes on by itself when a track ends", async () => {
    const before = await current();
    const end = Number(await position.getAttribute("max"));
    await position.fill(String(end - 1));
    await until(page, async () => (await current()) !== before, "the track after it");
  });
  await step("plays on while another page is opened, and pauses", async () => {
    await page.getByRole("link", { name: "Genres" }).click();
    await page.locator(".cover-card").first().waitFor();
    const before = await position.inputValue();
    await until(page, async () => (await position.inputValue()) !== before, "time to pass");
    await player.getByRole("button", { name: "Pause" }).click();
    await player.getByRole("button", { name: "Play", exact: true }).waitFor();
    await player.getByRole("button", { name: "What plays next" }).click();
    expect((await player.getByRole("listitem").count()) === tracks.length, "all tracks in the queue");
    await shot(page, "queue");
  });
  await step("corrects a genre", async () => {
    await page.goto(`${given.url}music/tracks`);
    const [track] = tracks;
    await page.getByRole("button", { name: `Correct the genre of ${track.title}` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await accessible(page, "genres");
    await shot(page, "genres");
    // None of the tracks has it: all genres can be chosen, and not only those in use.
    await dialog.getByRole("checkbox", { name: "Reggae", exact: true }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("No analysis changes that.").waitFor();
    const { items } = await (await page.request.get(`${given.url}api/music/tracks`)).json();
    const names = items.find(({ id }) => id === track.id).genres.map(({ name }) => name);
    expect(names.includes("Reggae"), `Reggae as it was said, not ${names.join(", ")}`);
  });
}
