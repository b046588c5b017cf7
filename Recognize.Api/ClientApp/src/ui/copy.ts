import { t } from "../i18n";

/** Browsers keep the clipboard shut without TLS; then the text can still be selected by hand. */
export async function copyText(text: string): Promise<void> {
  if (!("clipboard" in navigator)) throw new Error(t("copy.byHand"));
  await navigator.clipboard.writeText(text);
}
