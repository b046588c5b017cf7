import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
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

/** The binding text as the server keeps it; an agreement names its version. */
export function ConsentText({ consent }: { consent: Schemas["ConsentResponse"] }) {
  return (
    <>
      <div class="consent-text" lang="en" tabIndex={0} role="region" aria-label={t("welcome:consent.text")}>
        {consent.text.split(/\n\s*\n/).map((paragraph) => (
          <p key={paragraph}>{paragraph.replaceAll("\n", " ")}</p>
        ))}
      </div>
      <p class="quiet small">
        {t("welcome:consent.version", { version: consent.textVersion })}
        {consent.needsApproval && ` ${t("welcome:consent.needsApproval")}`}
      </p>
    </>
  );
}
