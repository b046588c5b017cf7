import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { said } from "../i18n/said";
import { readAgain, useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Confirm } from "../ui/Dialog";
import { MoreButton, usePages } from "../ui/lists";
import { Loaded } from "../ui/states";
import { toast } from "../ui/toasts";
import { answerConsent } from "../welcome/ConsentQuestion";
import { ConsentState, ConsentText } from "../welcome/ConsentText";

/** Face recognition: off until the user says yes to a text, off again when they say no. */
export function ConsentPage() {
  const query = useQuery({ queryKey: ["consent"], queryFn: () => answer(api.GET("/api/consent")) });
  return (
    <div class="settings">
      <Card title={t("settings:recognition.title")}>
        <Loaded query={query}>{(consent) => <Consent consent={consent} />}</Loaded>
      </Card>
      <Card title={t("settings:recognition.history")}>
        <History />
      </Card>
    </div>
  );
}

function Consent({ consent }: { consent: Schemas["ConsentResponse"] }) {
  const { busy, run } = useAct();
  const [isWithdrawing, setWithdrawing] = useState(false);
  const isOn = consent.state === "given" || consent.state === "waitsForApproval";
  return (
    <>
      <ConsentState consent={consent} />
      <ConsentText consent={consent} />
      <div class="row">
        {isOn ? (
          <Button kind="danger" onClick={() => setWithdrawing(true)}>
            {t("settings:recognition.withdraw")}
          </Button>
        ) : (
          <Button
            kind="primary"
            busy={busy !== null}
            onClick={() => void run(() => answerConsent(true, consent.textVersion), { done: t("settings:recognition.given"), changes: ["consent", "people", "media"] })}
          >
            {t("settings:recognition.give")}
          </Button>
        )}
        {!isOn && (
          <Link class="button" href="/settings/privacy">
            {t("settings:recognition.eraseFound")}
          </Link>
        )}
      </div>
      {isWithdrawing && (
        <Confirm
          title={t("settings:recognition.withdraw")}
          action={t("settings:recognition.withdraw")}
          danger
          onClose={() => setWithdrawing(false)}
          onConfirm={async () => {
            await answerConsent(false, consent.textVersion);
            toast(t("settings:recognition.withdrawn"));
            await readAgain("consent", "people", "media");
          }}
        >
          <p>{t("settings:recognition.withdrawWarning")}</p>
        </Confirm>
      )}
    </>
  );
}

function History() {
  const list = usePages(["consent", "history"], (cursor) => answer(api.GET("/api/consent/history", { params: { query: { cursor } } })));
  return (
    <Loaded query={list}>
      {(entries) =>
        entries.length === 0 ? (
          <p class="quiet">{t("settings:recognition.noHistory")}</p>
        ) : (
          <>
            <ul class="entries">
              {entries.map((entry) => (
                <li key={`${entry.at}${entry.kind}`}>
                  <div class="grow">
                    <div>{t(`settings:recognition.kind.${entry.kind}`, { context: entry.given ? "yes" : "no" })}</div>
                    <div class="quiet small">
                      {formatDateTime(entry.at)} · {said(entry.by)} · {t("settings:recognition.text", { version: entry.textVersion })}
                      {entry.reason && ` · ${entry.reason}`}
                    </div>
                  </div>
                </li>
              ))}
            </ul>
            <MoreButton list={list} />
          </>
        )
      }
    </Loaded>
  );
}
