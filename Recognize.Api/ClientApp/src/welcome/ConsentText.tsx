import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { translated } from "../i18n/said";
import "./consentText.css";

/** Where the user stands. */
export function ConsentState({ consent }: { consent: Schemas["ConsentResponse"] }) {
  return (
    <p class={`notice ${consent.state === "given" ? "" : "warning"}`}>
      {t(`welcome:consent.state.${consent.state}`)}
      {consent.since && ` ${t("welcome:consent.since", { date: formatDate(consent.since) })}`}
      {consent.reason && ` ${t("welcome:consent.reason", { reason: consent.reason })}`}
    </p>
  );
}

/** The binding text as the server keeps it, or in the user's language with the original beside it; an agreement names its version. */
export function ConsentText({ consent }: { consent: Schemas["ConsentResponse"] }) {
  const own = translated(consent.text);
  return (
    <>
      <div class="consent-text" lang={own === undefined ? "en" : undefined} tabIndex={0} role="region" aria-label={t("welcome:consent.text")}>
        <Paragraphs text={own ?? consent.text} />
      </div>
      {own !== undefined && <Original text={consent.text} />}
      <p class="quiet small">
        {t(own === undefined ? "welcome:consent.version" : "welcome:consent.translation", { version: consent.textVersion })}
        {consent.needsApproval && ` ${t("welcome:consent.needsApproval")}`}
      </p>
    </>
  );
}

/** What a translation is of. */
export function Original({ text }: { text: string }) {
  return (
    <details class="small">
      <summary>{t("welcome:consent.original")}</summary>
      <div lang="en">
        <Paragraphs text={text} />
      </div>
    </details>
  );
}

function Paragraphs({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n\s*\n/).map((paragraph) => (
        <p key={paragraph}>{paragraph.replaceAll("\n", " ")}</p>
      ))}
    </>
  );
}
