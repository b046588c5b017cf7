import i18next from "i18next";
import { useEffect, useState } from "preact/hooks";
import { loadSentences } from "./said";

/**
 * Texts lie in `locales/LANGUAGE/PART.json`; a further language is a further folder, whose parts may be incomplete: what is
 * missing is shown in English. `common.json` names the language itself ("language.name"); `server.json` holds what the
 * server says, for `said`.
 */
const files = import.meta.glob<{ default: Record<string, unknown> }>(["./locales/*/*.json", "!./locales/*/server.json"]);

/** Languages that have texts, as ISO 639-1 codes. */
export const languages = [...new Set(Object.keys(files).map((path) => path.split("/")[2]!))].sort();

const storageKey = "recognize.language";

/** The user's choice, else the first of the browser's languages that has texts, else English. */
export function preferredLanguage(): string {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages].map((code) => code?.slice(0, 2));
  return wanted.find((code) => code !== undefined && languages.includes(code)) ?? "en";
}

async function load(language: string): Promise<void> {
  if (i18next.hasResourceBundle(language, "common")) return;
  await Promise.all(
    Object.entries(files)
      .filter(([path]) => path.split("/")[2] === language)
      .map(async ([path, read]) => {
        const part = path.split("/")[3]!.replace(".json", "");
        i18next.addResourceBundle(language, part, (await read()).default, true, true);
      }),
  );
}

/** Before the first text is shown. */
export async function startTexts(): Promise<void> {
  await i18next.init({
    lng: "none",
    fallbackLng: "en",
    ns: ["common"],
    defaultNS: "common",
    nsSeparator: ":",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load("en");
  await chooseLanguage(preferredLanguage(), false);
}

/** Shows the app in another language from now on. */
export async function chooseLanguage(language: string, remember = true): Promise<void> {
  await Promise.all([load(language), loadSentences(language)]);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (remember) localStorage.setItem(storageKey, language);
}

/** The language in use. */
export const currentLanguage = (): string => i18next.language;

/** A text by its key, "part:key"; without a part from common. `count` chooses the plural form. */
export const t = (key: string, values?: Record<string, unknown>): string => i18next.t(key, values ?? {});

/** Shows the component again when the language changes. */
export function useLanguage(): string {
  const [language, set] = useState(i18next.language);
  useEffect(() => {
    const changed = (code: string) => set(code);
    i18next.on("languageChanged", changed);
    return () => i18next.off("languageChanged", changed);
  }, []);
  return language;
}

/** The name in the user's language, else English, else as stored. */
export function nameOf(item: { name: string; names?: Record<string, string> | null }): string {
  return item.names?.[currentLanguage()] ?? item.names?.["en"] ?? item.name;
}
