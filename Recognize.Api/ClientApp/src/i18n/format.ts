import { currentLanguage, t } from ".";

/** The browser's own region for the chosen language where it has one: en-GB writes dates otherwise than en-US. */
function locale(): string {
  const language = currentLanguage();
  return navigator.languages.find((code) => code.slice(0, 2) === language) ?? language;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than a hundred uses of it. */
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  let made = dateFormats.get(key);
  if (!made) dateFormats.set(key, (made = new Intl.DateTimeFormat(locale(), options)));
  return made;
}

export const formatNumber = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale(), options).format(value);

export const formatPercent = (share: number, digits = 0): string =>
  formatNumber(share, { style: "percent", maximumFractionDigits: digits });

/** Wall-clock time of a shot, which has no zone, is passed with `timeZone: "UTC"`. */
export const formatDate = (time: string | Date, options?: Intl.DateTimeFormatOptions): string =>
  dateFormat(options ?? { dateStyle: "medium" }).format(new Date(time));

export const formatDateTime = (time: string | Date): string => formatDate(time, { dateStyle: "medium", timeStyle: "short" });

export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return formatNumber(bytes / 1000 ** power, {
    style: "unit", unit: units[power]!, unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: power === 0 ? 0 : 1,
  });
}

/** Of a recording: 3:07, 1:02:45. */
export function formatLength(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** How long something takes, roughly: "3 hours". */
export function formatSpan(seconds: number): string {
  const [value, unit] =
    seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [seconds / 60, "minute"] : seconds < 129_600 ? [seconds / 3600, "hour"] : [seconds / 86_400, "day"];
  return formatNumber(Math.max(1, Math.round(value)), { style: "unit", unit, unitDisplay: "long" });
}

/** "2 minutes ago", "in 3 days". */
export function formatAgo(time: string | Date, now = new Date()): string {
  const seconds = (new Date(time).getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 10) return t("time.now");
  const [value, unit] =
    size < 90 ? [seconds, "second"] : size < 5400 ? [seconds / 60, "minute"] : size < 129_600 ? [seconds / 3600, "hour"] : [seconds / 86_400, "day"];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(value as number), unit as Intl.RelativeTimeFormatUnit);
}

/** Names in a row: "Anna, Ben and Cem". */
export const formatList = (items: string[]): string => new Intl.ListFormat(locale(), { type: "conjunction" }).format(items);

/** Compares as the user's language sorts. */
export const compareText = (a: string, b: string): number => new Intl.Collator(locale(), { numeric: true }).compare(a, b);
