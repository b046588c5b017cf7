/** Texts by key, in sections. */
export type Texts = { [key: string]: string | Texts };

/** How what stands in a sentence is written in the other language. */
export type Writing = {
  number: (value: number) => string;
  /** A moment, to the minute. */
  time: (moment: Date) => string;
  /** 1 is Monday. */
  weekday: (day: number) => string;
  /** A kind of work, by its name for programs. */
  kind: (name: string) => string;
  /** Names in a row. */
  list: (items: string[]) => string;
  quoted: (text: string) => string;
};

type Format = "text" | "number" | "time" | "weekday" | "kind" | "id";
type Gap = { name: string; format: Format };
type Template = { pattern: RegExp; gaps: Gap[]; literals: number; isSentence: boolean; other: string };

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const forms: Record<Format, string> = {
  text: "[\\s\\S]*?",
  number: "-?\\d+(?:\\.\\d+)?",
  time: "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d",
  weekday: weekdays.join("|"),
  kind: "[A-Za-z-]+",
  id: "[0-9a-f-]+",
};
const gapForm = /\{\{\s*(\w+)\s*(?:,\s*(\w+)\s*)?\}\}/g;

/**
 * Says English sentences in another language: each is looked up as it is, else as what a template with `{{gaps}}` makes of
 * it. What fills a gap is said in the other language where it is known, too. A gap may tell what it holds, which is then
 * written as the language does: `{{count, number}}`, `time` (of UTC), `weekday`, `kind`, `id`.
 * @returns What the sentence is in the other language; undefined for one that is not known.
 */
export function translator(english: Texts, other: Texts, writing: Writing): (sentence: string) => string | undefined {
  const exact = new Map<string, string>();
  const templates: Template[] = [];
  for (const [key, text] of Object.entries(flat(english))) {
    const said = flatOf(other, key);
    if (said === undefined) continue;
    if (text.search(gapForm) < 0) exact.set(text, said);
    else templates.push(compiled(text, said));
  }
  // What leaves least to gaps is meant.
  templates.sort((a, b) => b.literals - a.literals);

  const fill = ({ gaps, other: text, isSentence }: Template, values: string[]): string => {
    const filled = new Map(gaps.map(({ name, format }, index) => [name, written(values[index] ?? "", format)]));
    const begins = /^\{\{\s*(\w+)/.exec(text)?.[1];
    const said = text.replace(gapForm, (_gap, name: string) => filled.get(name) ?? "");
    const isOwn = begins === undefined || values[gaps.findIndex(({ name }) => name === begins)] === filled.get(begins);
    // A name stays as it is written; words of ours begin a sentence with a capital.
    return isSentence && !isOwn ? capital(said) : said;
  };

  const written = (value: string, format: Format): string => {
    switch (format) {
      case "number":
        return writing.number(Number(value));
      case "time":
        return writing.time(new Date(`${value.replace(" ", "T")}:00Z`));
      case "weekday":
        return writing.weekday(weekdays.indexOf(value) + 1);
      case "kind":
        return writing.kind(value);
      case "id":
        return value;
      default:
        return known(value) ?? value;
    }
  };

  const looked = (text: string): string | undefined => {
    const whole = exact.get(text);
    if (whole !== undefined) return whole;
    for (const template of templates) {
      const match = template.pattern.exec(text);
      if (match) return fill(template, match.slice(1));
    }
    return undefined;
  };

  /** Several parts that are all known, joined as they were. */
  const each = (text: string, separator: string, join: (parts: string[]) => string): string | undefined => {
    const parts = text.split(separator);
    const said = parts.length > 1 ? parts.map(known) : [undefined];
    return said.every((part) => part !== undefined) ? join(said) : undefined;
  };

  const known = (text: string): string | undefined => {
    if (text === "") return undefined;
    const found = looked(text);
    if (found !== undefined) return found;
    const name = /^"([^"]*)"$/.exec(text);
    if (name) return writing.quoted(name[1]!);
    const small = text[0]!.toLowerCase() + text.slice(1);
    const begun = small === text ? undefined : looked(small);
    if (begun !== undefined) return capital(begun);
    return (
      each(text, "; ", (parts) => parts.join("; ")) ??
      each(text, ", ", (parts) => parts.join(", ")) ??
      each(text, " and ", writing.list)
    );
  };

  return known;
}

function compiled(text: string, other: string): Template {
  const gaps: Gap[] = [];
  let [pattern, literals, end] = ["", 0, 0];
  for (const match of text.matchAll(gapForm)) {
    const literal = text.slice(end, match.index);
    const format = (match[2] ?? "text") as Format;
    if (!(format in forms)) throw new Error(`${text}: there is no format ${format}`);
    pattern += `${escaped(literal)}(${forms[format]})`;
    literals += literal.length;
    gaps.push({ name: match[1]!, format });
    end = match.index + match[0].length;
  }
  const last = text.slice(end);
  return {
    pattern: new RegExp(`^${pattern}${escaped(last)}$`), gaps, literals: literals + last.length, isSentence: /[.?!]$/.test(text), other,
  };
}

function flat(texts: Texts, before = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string" ? [[before + key, value] as const] : Object.entries(flat(value, `${before}${key}.`)),
    ),
  );
}

function flatOf(texts: Texts, key: string): string | undefined {
  const found = key.split(".").reduce<string | Texts | undefined>((part, name) => (typeof part === "object" ? part[name] : undefined), texts);
  return typeof found === "string" ? found : undefined;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
