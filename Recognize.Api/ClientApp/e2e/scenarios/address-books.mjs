// An address book on a server: the admin allows the server, a wrong password is said, the right one brings the contacts.
export default async function addressBooks({ open, step, shot, accessible, fits, signIn, until, expect, given }) {
  const page = await open({ width: 360, height: 740, touch: true });
  await signIn(page);
  const sources = async () =>
    (await (await page.request.get(`${given.url}api/contacts/sources`)).json()).filter(({ kind }) => kind === "cardDav");
  const add = async (password) => {
    await page.getByLabel("Address", { exact: true }).fill(given.server);
    await page.getByLabel("User name on that server").fill(given.userName);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The address books are looked for.").waitFor();
  };

  await step("leads to the page where a server is allowed", async () => {
    await page.goto(`${given.url}settings/contacts`);
    await page.getByText("No server may be asked yet").waitFor();
    await page.getByRole("link", { name: "Allow a server" }).click();
    await page.waitForURL(/admin\/server$/);
  });
  await step("allows it with its certificate, and nothing that is asked in the clear", async () => {
    const allow = page.getByRole("button", { name: "Allow", exact: true });
    await page.getByLabel("Address", { exact: true }).fill("http://cloud.example");
    await allow.click();
    await page.getByText("use an address with https").waitFor();
    await page.getByLabel("Address", { exact: true }).fill(given.server);
    await page.getByText("The server has certificates of its own").click();
    await page.getByLabel("Certificates (PEM)").fill(given.certificate);
    await accessible(page, "servers of address books");
    await fits(page, "servers of address books");
    await shot(page, "server");
    await allow.click();
    await page.getByRole("listitem").filter({ hasText: "certificates of its own" }).waitFor();
  });
  await step("says that the password is wrong", async () => {
    await page.goto(`${given.url}settings/contacts`);
    await add("wrong");
    await until(page, async () => (await sources()).some((source) => source.problem), "the server's refusal");
    await page.reload();
    await page.getByText("refuses the user name or the password").scrollIntoViewIfNeeded();
    await accessible(page, "a refused address book");
    await fits(page, "a refused address book");
    await shot(page, "refused");
  });
  await step("reads the address books with the right one", async () => {
    await add(given.serverPassword);
    await until(page, async () => (await sources()).some((source) => source.name.startsWith("Family (") && source.contacts === 1), "its contacts");
    await page.reload();
    await page.getByText("Berta Books").waitFor();
    expect((await page.getByText("refuses the user name or the password").count()) === 0, "the request to be gone");
    await page.getByLabel("Address", { exact: true }).scrollIntoViewIfNeeded();
    await shot(page, "read");
  });
  await step("leaves them, and forbids the server", async () => {
    for (let left = (await sources()).length; left > 0; left--) {
      const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
      await page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Read again" }) }).first().getByRole("button", { name: "Remove" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      expect((await gone).ok(), "the source to be removed");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect((await sources()).length === 0, "no source to be left");
    await page.goto(`${given.url}admin/server`);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("listitem").filter({ hasText: "certificates of its own" }).waitFor({ state: "detached" });
  });
}
