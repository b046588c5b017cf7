// Contacts with portraits: what becomes of each is told, and who is not surely somebody is a question, answered for good.
import { join } from "node:path";
import { card, cardFile } from "../cards.mjs";

export default async function contacts({ open, step, shot, accessible, fits, touchable, signIn, until, expect, given }) {
  const page = await open({ width: 390, height: 800, touch: true });
  await signIn(page);
  const get = async (path) => (await page.request.get(given.url + path)).json();
  const cast = (path) => join(given.data, "faces-cast", path);
  const main = page.getByRole("main");
  const entry = (name) => page.getByRole("region", { name: "Contacts", exact: true }).getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  const choose = (file) => page.getByLabel("Choose a file").setInputFiles(file);
  // Other scenarios may have brought contacts of their own.
  const source = (name) => page.getByRole("region", { name: "Where contacts come from" }).getByRole("listitem").filter({ hasText: name });
  const questions = page.getByRole("region", { name: "Is that them?" });
  const peopleBefore = (await get("api/people?limit=500")).items.map(({ id, name }) => `${id} ${name}`).sort().join();

  await step("brings contacts in, of whom nobody has agreed", async () => {
    await page.goto(`${given.url}settings/contacts`);
    await choose(cardFile("family.vcf", [
      // Two each of one person, and alike enough for a question only: neither leads.
      await card("Lea", cast("leonard/leonard4.png")), await card("Lorenz", cast("leonard/leonard1.png")),
      await card("Sabine", cast("sheldon/sheldon4.png")), await card("Simon", cast("sheldon/sheldon1.png")),
      await card("Nora", join(given.data, "objects-imagenet", "n01496331_electric_ray.JPEG")),
      await card("Gesa", cast("bbt1.jpg")),
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bruno\r\n",
    ].join("")));
    await page.getByText("The file is being read.", { exact: false }).waitFor();
    await entry("Lea").getByText("Say whether this person agreed to be found in photos.").waitFor();
    await entry("Bruno").getByText("The card has no end", { exact: false }).waitFor();
    expect((await entry("Bruno").getByRole("combobox").count()) === 0, "nothing to answer about a card that cannot be read");
    await accessible(page, "unanswered");
    await fits(page, "unanswered");
    await shot(page, "unanswered");
  });
  await step("says what became of each, once they agreed", async () => {
    await source("family.vcf").getByText("Everybody here has agreed").click();
    await entry("Nora").getByText("No face was found in the photo.").waitFor();
    await entry("Gesa").getByText(/^The photo shows \d+ faces: choose the one that is meant\.$/).waitFor();
    await entry("Lea").getByText("Ready").waitFor();
    await entry("Gesa").scrollIntoViewIfNeeded();
    await accessible(page, "looked at");
    await fits(page, "looked at");
    await touchable(page, "looked at");
    await entry("Gesa").scrollIntoViewIfNeeded();
    await shot(page, "several-faces");
  });
  await step("chooses a face among several", async () => {
    const faces = entry("Gesa").getByRole("button", { name: /^Face \d+ is Gesa$/ });
    expect((await faces.count()) > 1, "several faces to choose from");
    await faces.first().tap();
    await entry("Gesa").getByText("Ready").waitFor();
    expect((await faces.count()) === 0, "nothing more to choose");
  });
  await step("says of a file without contacts that it has none", async () => {
    await choose(cardFile("holiday.vcf", "\u0000\u0001 this is no card"));
    await main.getByText("The file holds no contact", { exact: false }).waitFor();
    await page.getByText("The file holds no contact", { exact: false }).scrollIntoViewIfNeeded();
    await shot(page, "no-cards");
  });

  // One of the two groups has a name already, if Anna is among them: the other is asked about here.
  await until(page, async () => (await get("api/contacts/suggestions?limit=100")).items.length >= 4, "the questions");
  const asked = (await get("api/contacts/suggestions?limit=100")).items;
  const [surest] = asked.filter(({ personId, personName }) => personId !== null && personName === null);
  const [no, yes] = asked.filter(({ personId }) => personId === surest.personId);
  expect(yes !== undefined, "two questions about one person");
  const question = page.locator(".review > .question");
  const find = async (name) => {
    await page.goto(`${given.url}review`);
    await question.waitFor();
    while (!(await question.getByRole("heading", { name: `Is this ${name}?` }).isVisible())) await page.getByRole("button", { name: "Skip" }).tap();
  };
  await step(`asks whether somebody is ${no.contactName}, and takes a no`, async () => {
    await questions.getByText(`${no.contactName}?`).waitFor();
    await find(no.contactName);
    await question.getByText("From your contacts").waitFor();
    await accessible(page, "question");
    await fits(page, "question");
    await shot(page, "question");
    await page.getByRole("button", { name: "Different" }).tap();
    await page.getByText("Different: this is not asked again.").waitFor();
  });
  await step(`asks whether it is ${yes.contactName}, and takes a yes`, async () => {
    await find(yes.contactName);
    await page.getByRole("button", { name: "The same" }).tap();
    await page.getByText(`${yes.faceCount} more faces of ${yes.contactName}.`).waitFor();
    await page.getByText(`1 answer, ${yes.faceCount} faces settled`).waitFor();
    await shot(page, "answered");
    await page.goto(`${given.url}people/${yes.personId}`);
    await page.getByText(yes.contactName, { exact: true }).first().waitFor();
  });
  await step("asks neither of them again", async () => {
    // Contacts are matched anew with all people.
    await page.goto(`${given.url}settings/contacts`);
    await choose(cardFile("more.vcf", await card("Rita", cast("raj/raj3.png"))));
    await source("more.vcf").getByText("Everybody here has agreed").click();
    await entry("Rita").getByText("Ready").waitFor();
    await until(page, async () => (await get("api/jobs/queue?kind=contacts&limit=50")).items.every(({ state }) => state !== "queued" && state !== "running"), "the matching");
    const left = (await get("api/contacts/suggestions?limit=100")).items;
    expect(!left.some(({ personId, contactName }) => personId === yes.personId && [yes.contactName, no.contactName].includes(contactName)), "neither question to come back");
    await shot(page, "again");
  });
  await step("forgets the contacts, and takes the rest back", async () => {
    for (const name of ["family.vcf", "holiday.vcf", "more.vcf"]) {
      await source(name).getByRole("button", { name: "Remove" }).tap();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).tap();
      await source(name).waitFor({ state: "detached" });
    }
    await entry("Lea").waitFor({ state: "detached" });
    const gone = ["Lea", "Lorenz", "Sabine", "Simon", "Nora", "Gesa", "Bruno", "Rita"];
    expect(!(await get("api/contacts?limit=500")).items.some(({ name }) => gone.includes(name)), "none of the contacts");
    for (const { id, undoneAt, kind, summary } of (await get("api/acts?limit=50")).items) {
      if (undoneAt === null && kind !== "undo" && summary.includes("contact"))
        expect((await page.request.post(`${given.url}api/acts/${id}/undo`, { headers: { "X-Recognize": "page" } })).ok(), `${summary} to be taken back`);
    }
    const people = (await get("api/people?limit=500")).items.map(({ id, name }) => `${id} ${name}`).sort().join();
    expect(people === peopleBefore, "the people of before");
  });
}
