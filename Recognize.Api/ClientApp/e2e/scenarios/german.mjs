// Somebody who reads German, with a server that speaks English: refusals, reasons and advice, the history, the consent, every page.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const pages = [
  "", "search", "people", "people/history", "review", "explore", "albums", "shared", "music", "settings", "settings/consent", "settings/contacts",
  "settings/sharing", "settings/tokens", "settings/privacy", "admin", "admin/jobs", "admin/failures", "admin/libraries", "admin/workers", "admin/models",
  "admin/users", "admin/recluster", "admin/erasures", "admin/audit", "admin/server",
];

/** Words of English that are none of German, and stand in most sentences. */
const english = /\b(the|and|of|is|are|has|have|with|this|your|you|from|by|for|not|been|its)\b/;

export default async function german({ open, step, shot, accessible, fits, until, expect, given }) {
  const page = await open({ locale: "de-DE" });
  const broken = join(given.folder, "broken.jpg");
  const get = async (path) => (await page.request.get(given.url + path)).json();
  const signIn = async (password) => {
    await page.getByLabel("Name").fill(given.name);
    await page.getByLabel("Passwort").fill(password);
    await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  };
  /** What somebody sees that reads English, but what is said to be so, and names. */
  const left = () =>
    page.evaluate((pattern) => {
      const found = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const around = text.parentElement;
        if (new RegExp(pattern).test(text.data) && !around.closest("code, kbd, [lang=en], .path, option, noscript, script, style")) found.push(text.data.trim());
      }
      return found;
    }, english.source);

  await step("is refused", async () => {
    await page.goto(given.url);
    await signIn("not the password");
    await page.getByText("Der Name oder das Passwort ist falsch.").waitFor();
    await shot(page, "refused");
    await signIn(given.password);
    await page.getByRole("navigation", { name: "Hauptmenü" }).waitFor();
  });
  await step("reads why a file failed, and what to do", async () => {
    await writeFile(broken, "%PDF-1.7 no photo at all");
    await until(page, async () => (await get("api/jobs/failures")).items.some(({ fileName }) => fileName === "broken.jpg"), "the broken file to fail");
    await page.goto(`${given.url}admin/failures`);
    await page.getByText(/Das ist kein Foto, sondern ein PDF-Dokument\./).first().waitFor();
    await page.getByText("Sieh nach, ob ein anderes Programm sie öffnet").first().waitFor();
    await shot(page, "failure");
    const { mediaId } = (await get("api/jobs/failures")).items.find(({ fileName }) => fileName === "broken.jpg");
    await page.goto(`${given.url}photos/${mediaId}`);
    const details = page.getByRole("button", { name: "Details (I)" });
    if ((await details.getAttribute("aria-pressed")) !== "true") await details.click();
    await page.getByText(/Das ist kein Foto, sondern ein PDF-Dokument\./).first().waitFor();
    await shot(page, "failed-file");
  });
  await step("reads the text of the consent, with the English one beside it", async () => {
    await page.goto(`${given.url}settings/consent`);
    await page.getByText("Die Gesichtserkennung findet Gesichter auf den Fotos").waitFor();
    const original = page.getByText("Face recognition finds faces in this library's photos");
    expect(!(await original.isVisible()), "the English text to wait until it is asked for");
    await accessible(page, "consent");
    await shot(page, "consent");
    await page.getByText("Der englische Text").click();
    await original.waitFor();
  });
  await step("reads why a contact is not found", async () => {
    await page.goto(`${given.url}settings/contacts`);
    const card = Buffer.from("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ohne Foto\r\nEND:VCARD\r\n");
    const [stored] = await Promise.all([
      page.waitForResponse(/contacts\/import/),
      page.locator("input[type=file]").setInputFiles({ name: "kontakte.vcf", mimeType: "text/vcard", buffer: card }),
    ]);
    expect(stored.ok(), `the file to be taken, not ${stored.status()} ${await stored.text()}`);
    await until(page, async () => (await get("api/contacts")).items.some(({ name }) => name === "Ohne Foto"), "the contact to be read");
    await page.reload();
    await page.getByText("Dieser Kontakt hat kein Foto.").waitFor();
    await shot(page, "contact");
    await page.getByRole("listitem").filter({ hasText: "kontakte.vcf" }).getByRole("button", { name: "Entfernen" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Entfernen" }).click();
    await page.getByRole("listitem").filter({ hasText: "kontakte.vcf" }).waitFor({ state: "detached" });
  });
  await step("finds what was done told in German", async () => {
    const [person] = (await get("api/people?limit=1&named=true")).items;
    await page.request.put(`${given.url}api/people/${person.id}/hidden`, { headers: { "X-Recognize": "page" }, data: { version: person.version, hidden: true } });
    await page.goto(`${given.url}people/history`);
    await page.getByText(/^Ausgeblendet: /).first().waitFor();
    await shot(page, "history");
    await page.getByRole("button", { name: "Rückgängig" }).first().click();
    await page.getByText(/^Zurückgenommen: Ausgeblendet: /).first().waitFor();
  });
  await step("reads how well faces are covered", async () => {
    await page.goto(given.url);
    const tile = page.locator(".tile").first();
    await tile.hover();
    await tile.getByRole("checkbox").click();
    await page.getByRole("button", { name: "Ohne Gesichter ausgeben" }).click();
    await page.getByRole("dialog").getByText(/^Eine Farbe: [0-9,]+ % der Personen wurden noch zugeordnet/).waitFor();
    await accessible(page, "export");
    await shot(page, "export");
  });
  await step("finds no English on any page", async () => {
    const found = [];
    for (const path of pages) {
      await page.goto(given.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      await page.waitForLoadState("networkidle");
      await fits(page, path || "photos");
      await shot(page, path.replace("/", "-") || "photos");
      found.push(...(await left()).map((text) => `${path || "photos"}: ${text}`));
    }
    expect(found.length === 0, `no English, not\n${found.join("\n")}`);
  });
  await rm(broken);
}
