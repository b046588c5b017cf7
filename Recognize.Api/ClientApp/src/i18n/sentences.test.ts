import { describe, expect, it } from "vitest";
import german from "./locales/de/server.json";
import english from "./locales/en/server.json";
import { type Texts, translator } from "./sentences";

const writing = {
  number: (value: number) => value.toLocaleString("de"),
  time: (moment: Date) => `<${moment.toISOString()}>`,
  weekday: (day: number) => `<day ${day}>`,
  kind: (name: string) => `<${name}>`,
  list: (items: string[]) => items.join(" und "),
  quoted: (text: string) => `„${text}“`,
};

const say = (from: Texts, to: Texts) => translator(from, to, writing);

describe("translator", () => {
  it("says a sentence that is known as it is", () =>
    expect(say({ a: { b: "The disk is full." } }, { a: { b: "Die Platte ist voll." } })("The disk is full.")).toBe("Die Platte ist voll."));

  it("does not know others, nor parts of sentences that it knows", () => {
    const it = say({ a: "The disk is full.", b: "{{n, number}} files." }, { a: "Voll.", b: "{{n}} Dateien." });
    expect(it("The disk")).toBeUndefined();
    expect(it("The disk is full. Really.")).toBeUndefined();
    expect(it("about 3 files.")).toBeUndefined();
    expect(it("")).toBeUndefined();
  });

  it("does without what the other language lacks", () => expect(say({ a: "Yes, please." }, {})("Yes, please.")).toBeUndefined());

  it("fills what varies into another order", () =>
    expect(say({ a: "{{a}} gave {{b}} away." }, { a: "{{b}} kommt von {{a}}." })("Anna gave a book away.")).toBe("a book kommt von Anna."));

  it("says what fills a gap in the other language, too", () =>
    expect(say({ a: "This is not a photo: {{why}}.", b: "it holds text" }, { a: "Kein Foto: {{why}}.", b: "sie enthält Text" })("This is not a photo: it holds text.")).toBe(
      "Kein Foto: sie enthält Text.",
    ));

  it("takes the template that leaves least open", () => {
    const it = say({ a: "{{x}} has {{y}}.", b: "{{x}} has no {{y}}." }, { a: "{{x}} hat {{y}}.", b: "Auf {{x}} fehlt {{y}}." });
    expect(it("Mars has no water.")).toBe("Auf Mars fehlt water.");
    expect(it("Mars has dust.")).toBe("Mars hat dust.");
  });

  it("lets a gap be empty", () => expect(say({ a: "Refused{{why}}." }, { a: "Abgelehnt{{why}}." })("Refused.")).toBe("Abgelehnt."));

  it("writes numbers, times, days and kinds as the language does", () => {
    const it = say(
      { a: "{{n, number}} of {{m, number}} until {{t, time}} UTC, {{d, weekday}}, {{k, kind}}" },
      { a: "{{n}} von {{m}} bis {{t}}, {{d}}, {{k}}" },
    );
    expect(it("0.25 of 12000 until 2026-11-23 04:05 UTC, Sunday, faces")).toBe("0,25 von 12.000 bis <2026-11-23T04:05:00.000Z>, <day 7>, <faces>");
    expect(it("many of 12000 until 2026-11-23 04:05 UTC, Sunday, faces")).toBeUndefined();
  });

  it("takes no character of a template for a sign of patterns", () =>
    expect(say({ a: "Ask (again)? {{x}} [1+1]." }, { a: "{{x}}!" })("Ask (again)? no [1+1].")).toBe("no!"));

  it("keeps names as they are and begins a sentence of its own words with a capital", () => {
    const it = say({ a: "Hid {{x}} there.", b: "a stranger" }, { a: "{{x}} ausgeblendet.", b: "eine fremde Person" });
    expect(it("Hid a stranger there.")).toBe("Eine fremde Person ausgeblendet.");
    expect(it("Hid example.org there.")).toBe("example.org ausgeblendet.");
    expect(it('Hid "anna" there.')).toBe("„anna“ ausgeblendet.");
    expect(it("A stranger")).toBe("Eine fremde Person");
  });

  it("says each of several, if it knows all", () => {
    const it = say({ a: "read only", b: "with people" }, { a: "nur lesen", b: "mit Personen" });
    expect(it("read only, with people")).toBe("nur lesen, mit Personen");
    expect(it("read only, with cats")).toBeUndefined();
    expect(it('"Anna" and "Ben"')).toBe("„Anna“ und „Ben“");
  });

  it("refuses a template with a format that is not there", () => expect(() => say({ a: "{{x, colour}} it." }, { a: "{{x}}" })).toThrow("colour"));
});

describe("the server's sentences in German", () => {
  const inGerman = say(english, german);
  it.each([
    ["The name or the password is wrong.", "Der Name oder das Passwort ist falsch."],
    ["There is no such album.", "Album nicht gefunden."],
    ["Try again in 90 seconds.", "Versuche es in 90 Sekunden noch einmal."],
    ["This is not a photo: it holds a PDF document.", "Das ist kein Foto, sondern ein PDF-Dokument."],
    ["The JPEG photo is damaged and cannot be decoded.", "Das JPEG-Foto ist beschädigt und lässt sich nicht dekodieren."],
    ["Merged \"Ben\", 12 people without a name into \"Anna\".", "Zusammengelegt: „Ben“, 12 Personen ohne Namen. Ergebnis: „Anna“."],
    ["Merged \"Anna\", a person without a name into \"Anna\".", "Zusammengelegt: „Anna“, eine Person ohne Namen. Ergebnis: „Anna“."],
    ["They are named \"Anna\" and \"Ben\": say which name stays.", "Sie haben verschiedene Namen, „Anna“ und „Ben“: Sag, welcher bleibt."],
    ["Taken back: Said that 3 faces are \"Anna\".", "Zurückgenommen: 3 Gesichter: Das ist „Anna“."],
    ["Ignored 1 face as a statue.", "1 Gesicht ignoriert: eine Statue."],
    [
      "8 squares across the face: 0.3 % of people still matched (2 of 600, at most 0.9 % with 95 % confidence).",
      "8 Kästchen quer über das Gesicht: 0,3 % der Personen wurden noch zugeordnet (2 von 600, mit 95 % Sicherheit höchstens 0,9 %).",
    ],
    ["Quiet hours until Monday, 07:30.", "Ruhezeit bis <day 1>, 07:30 Uhr."],
    ["album 0190f3a2-7c1b-7d2e-8a55-0123456789ab, read and write, with people, until 2026-12-01 10:00 UTC", "Album 0190f3a2-7c1b-7d2e-8a55-0123456789ab, ansehen und ändern, mit Personen, bis <2026-12-01T10:00:00.000Z>"],
    ["faces of everybody", "<faces>, bei allen"],
    ["anna by the API", "anna über die API"],
    ["cloud.example.org does not answer.", "cloud.example.org antwortet nicht."],
    [
      "None of the 3 files could be exported. The first: The file holds no moving pictures.",
      "Keine der 3 Dateien ließ sich ausgeben. Die erste: Die Datei enthält keine bewegten Bilder.",
    ],
  ])("%s", (sentence, expected) => expect(inGerman(sentence)).toBe(expected));
});
