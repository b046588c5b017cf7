import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { Pages } from "./Pages";

/** Erasing what is one's own, what became of it, and what was done in one's name. */
export function DataPage() {
  const { session } = useSession();
  const [isErasing, setErasing] = useState(false);
  return (
    <>
      <section class="card" aria-labelledby="erasures">
        <div class="row">
          <h2 id="erasures" class="grow">
            {t("settings:data.erasures")}
          </h2>
          <Button kind="danger" icon={Trash2} onClick={() => setErasing(true)}>
            {t("settings:data.eraseMe")}
          </Button>
        </div>
        <Pages
          queryKey={["erasures"]}
          fetchPage={(cursor) => answer(api.GET("/api/erasures", { params: { query: { cursor: cursor ?? undefined, limit: 20 } } }))}
          empty={t("settings:data.noErasures")}
        >
          {(erasure) => (
            <li key={erasure.id}>
              <div class="grow">
                <p>
                  {t(`settings:data.kind.${erasure.kind ?? "unknown"}`)} <span class="badge">{t(`settings:data.state.${erasure.state}`)}</span>
                </p>
                <p class="quiet small">{formatDateTime(erasure.requestedAt)}</p>
                {erasure.error && <p class="hint error">{erasure.error}</p>}
                {erasure.report !== null && <Report report={erasure.report} />}
              </div>
            </li>
          )}
        </Pages>
      </section>
      <section class="card" aria-labelledby="audit">
        <h2 id="audit">{t("settings:data.audit")}</h2>
        <p class="quiet small">{t("settings:data.auditText")}</p>
        {session && (
          <Pages
            queryKey={["audit", "own", session.userId]}
            fetchPage={(cursor) => answer(api.GET("/api/audit", { params: { query: { user: session.userId, cursor: cursor ?? undefined, limit: 30 } } }))}
            empty={t("settings:data.noAudit")}
          >
            {(entry) => (
              <li key={entry.id}>
                <div class="grow">
                  <p lang="en">{entry.summary}</p>
                  <p class="quiet small">
                    {formatDateTime(entry.at)} · {entry.actor}
                    {entry.address && ` · ${entry.address}`}
                    {entry.detail && ` · ${entry.detail}`}
                  </p>
                </div>
              </li>
            )}
          </Pages>
        )}
      </section>
      {isErasing && <EraseAccount onClose={() => setErasing(false)} />}
    </>
  );
}

/** The report is a record of counts and sentences; what it holds depends on what was erased. */
function Report({ report }: { report: Schemas["JsonElement"] }) {
  return (
    <details>
      <summary>{t("settings:data.report")}</summary>
      <pre class="report">{JSON.stringify(report, null, 2)}</pre>
    </details>
  );
}

function EraseAccount({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState("");
  return (
    <Confirm
      title={t("settings:data.eraseMe")}
      action={t("settings:data.eraseMe")}
      danger
      onClose={onClose}
      onConfirm={async () => {
        await answer(api.POST("/api/erasures", { body: { kind: "user", password } }));
        await queries.invalidateQueries({ queryKey: ["erasures"] });
      }}
    >
      <p>{t("settings:data.eraseText")}</p>
      <Field label={t("settings:data.password")} type="password" autocomplete="current-password" value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
    </Confirm>
  );
}
