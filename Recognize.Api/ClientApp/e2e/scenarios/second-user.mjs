// Somebody who is invited sees nothing of others.
import { accept, invite } from "../users.mjs";

export default async function secondUser({ open, step, shot, accessible, signIn, expect, given }) {
  const admin = await open();
  await signIn(admin);
  const [photo] = (await (await admin.request.get(`${given.url}api/media?limit=1`)).json()).items;
  const [person] = (await (await admin.request.get(`${given.url}api/people?limit=1`)).json()).items;

  const link = await step("invites Ben", async () => {
    const made = await invite(admin, given, "Ben");
    await accessible(admin, "link");
    await shot(admin, "link");
    return made;
  });
  const ben = await open();
  await step("Ben chooses a password by the link", async () => {
    await accept(ben, given, link);
  });
  await step("Ben sees no photos, no people, and nothing by its address", async () => {
    await ben.goto(given.url);
    await ben.getByRole("heading", { name: "No photos yet" }).waitFor();
    await shot(ben, "no-photos");
    await ben.goto(`${given.url}people`);
    await ben.getByRole("heading", { name: "No people yet" }).waitFor();
    await ben.goto(`${given.url}people/${person.id}`);
    await ben.getByText("This person is not here any more").waitFor();
    for (const path of [`api/media/${photo.id}`, `api/media/${photo.id}/original`, `api/people/${person.id}`]) {
      const answer = await ben.request.get(given.url + path);
      expect(answer.status() === 404, `404 for ${path}, not ${answer.status()}`);
    }
    await ben.goto(`${given.url}search?q=animal`);
    await ben.getByText("Nothing found").waitFor();
    await ben.goto(`${given.url}admin`);
    await ben.getByText("Only an admin may look here.").waitFor();
  });
  await step("Ben has faces recognised, switches it off, and is told that what was found stays until he erases it", async () => {
    await ben.goto(`${given.url}settings/consent`);
    await ben.getByRole("button", { name: "Yes, recognise faces" }).click();
    await ben.getByRole("button", { name: "Switch off" }).click();
    const dialog = ben.getByRole("dialog");
    await dialog.getByText("stay until you erase them").waitFor();
    await shot(ben, "switch-off");
    await dialog.getByRole("button", { name: "Switch off" }).click();
    await ben.getByRole("link", { name: "Erase what was found" }).click();
    await ben.getByRole("button", { name: "Erase all faces" }).waitFor();
  });
}
