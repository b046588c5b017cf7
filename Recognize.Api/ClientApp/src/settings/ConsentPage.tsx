import { useQuery } from "@tanstack/preact-query";
import { Check, Trash2, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Loaded } from "../ui/states";
import { toast } from "../ui/toasts";
import { answerConsent } from "../welcome/ConsentQuestion";
import { ConsentState, ConsentText } from "../welcome/ConsentText";
import "../welcome/welcome.css";
import { Pages } from "./Pages";

/** The answer about face recognition: giving it, taking it back with or without what was found, and its history. */
export function ConsentPage() {
  const [open, setOpen] = useState<"give" | "withdraw" | "erase" | null>(null);
  const query = useQuery({ queryKey: ["consent"], queryFn: () => answer(api.GET("/api/consent")) });
  return (
    <Loaded query={query}>
      {(consent) => {
        const agreed = consent.state !== "unanswered" && consent.state !== "declined";
        return (
          <>
            <section class="card" aria-labelledby="face-consent">
              <h2 id="face-consent">{t("settings:consent.title")}</h2>
              <ConsentState consent={consent} />
              <ConsentText consent={consent} />
              <div class="row">
                {(!agreed || consent.state === "textChanged") && (
                  <Button icon={Check} onClick={() => setOpen("give")}>
                    {t("welcome:consent.yes")}
                  </Button>
                )}
                {consent.state !== "declined" && (
                  <Button icon={X} onClick={() => setOpen("withdraw")}>
                    {t(agreed ? "settings:consent.withdraw" : "welcome:consent.no")}
                  </Button>
                )}
                <Button kind="danger" icon={Trash2} onClick={() => setOpen("erase")}>
                  {t("settings:consent.erase")}
                </Button>
              </div>
            </section>
            <History />
            {open === "give" && (
              <Confirm title={t("welcome:consent.title")} action={t("welcome:consent.yes")} onClose={() => setOpen(null)} onConfirm={() => answerConsent(true, consent.textVersion)}>
                <p>{t("settings:consent.giveText", { version: consent.textVersion })}</p>
              </Confirm>
            )}
            {open === "withdraw" && (
              <Confirm title={t("settings:consent.withdrawTitle")} action={t("settings:consent.withdraw")} danger onClose={() => setOpen(null)} onConfirm={() => answerConsent(false, consent.textVersion)}>
                <p>{t("settings:consent.withdrawText")}</p>
              </Confirm>
            )}
            {open === "erase" && (
              <Confirm
                title={t("settings:consent.eraseTitle")}
                action={t("settings:consent.erase")}
                danger
                onClose={() => setOpen(null)}
                onConfirm={async () => {
                  // First the no: else faces would be found again at once.
                  if (agreed) await answerConsent(false, consent.textVersion);
                  await answer(api.POST("/api/erasures", { body: { kind: "faces" } }));
                  toast(t("settings:consent.erasing"));
                }}
              >
                <p>{t("settings:consent.eraseText")}</p>
              </Confirm>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function History() {
  return (
    <section class="card" aria-labelledby="consent-history">
      <h2 id="consent-history">{t("settings:consent.history")}</h2>
      <Pages
        queryKey={["consent", "history"]}
        fetchPage={(cursor) => answer(api.GET("/api/consent/history", { params: { query: { cursor: cursor ?? undefined, limit: 20 } } }))}
        empty={t("settings:consent.noHistory")}
      >
        {(entry) => (
          <li key={`${entry.at} ${entry.kind}`}>
            <div class="grow">
              <p>{t(entry.kind === "answer" ? (entry.given ? "settings:consent.kind.yes" : "settings:consent.kind.no") : `settings:consent.kind.${entry.kind}`)}</p>
              <p class="quiet small">
                {formatDateTime(entry.at)} · {entry.by} · {t("welcome:consent.version", { version: entry.textVersion })}
                {entry.reason && ` · ${entry.reason}`}
              </p>
            </div>
          </li>
        )}
      </Pages>
    </section>
  );
}
