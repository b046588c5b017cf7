// Further users of the house, as an admin invites them.
export const guestPassword = "four green islands 9";

/** Invites somebody; the dialog with the link stays open. */
export async function invite(admin, given, name) {
  await admin.goto(`${given.url}admin/users`);
  await admin.getByLabel("Name", { exact: true }).fill(name);
  await admin.getByRole("button", { name: "Invite" }).click();
  const dialog = admin.getByRole("dialog", { name: `Link for ${name}` });
  await dialog.waitFor();
  return dialog.getByLabel("One-time link").inputValue();
}

/** Opens the link, and chooses a password. */
export async function accept(page, given, link) {
  await page.goto(new URL(link, given.url).href);
  await page.getByLabel("New password").fill(guestPassword);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.getByRole("navigation", { name: "Main" }).or(page.getByRole("heading", { name: "Welcome to Recognize" })).first().waitFor();
}
