import i18next from "i18next";
import { currentLanguage, t } from ".";
import { formatDate, formatDateTime, formatList, formatNumber } from "./format";
import { type Texts, translator } from "./sentences";

/**
 * Sentences of the server, by key: in English exactly as the server says them, elsewhere what they are in that language.
 * They come only to whom reads another language than English.
 */
const files = import.meta.glob<{ default: Texts }>("./locales/*/server.json");

const translators = new Map<string, (sentence: string) => string | undefined>();

/** Before the first text is shown in a language. */
export async function loadSentences(language: string): Promise<void> {
  const [english, other] = [files["./locales/en/server.json"], files[`./locales/${language}/server.json`]];
  if (language === "en" || !english || !other || translators.has(language)) return;
  const [from, to] = await Promise.all([english(), other()]);
  translators.set(language, translator(from.default, to.default, {
    number: (value) => formatNumber(value),
    time: (moment) => formatDateTime(moment),
    // The fifth of January 1970 was a Monday.
    weekday: (day) => formatDate(new Date(Date.UTC(1970, 0, 4 + day)), { weekday: "long", timeZone: "UTC" }),
    kind: (name) => (i18next.exists(`admin:kind.${name.toLowerCase()}`) ? t(`admin:kind.${name.toLowerCase()}`) : name),
    list: formatList,
    quoted: (text) => t("quoted", { text }),
  }));
}

/** What the server said, in the user's language; as the server said it where the language has no words for it. */
export const said = (sentence: string): string => translated(sentence) ?? sentence;

/** The same, but undefined for what stays in English. */
export const translated = (sentence: string): string | undefined => translators.get(currentLanguage())?.(sentence);
