import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDate, formatDateTime } from "../i18n/format";
import { said } from "../i18n/said";
import { readAgain, useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Confirm } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { MoreButton, usePages } from "../ui/lists";
import { Loaded } from "../ui/states";
import { toast } from "../ui/toasts";

/** Who is never to be recognised, what can be erased, and who did what with this user's data. */
export function PrivacyPage() {
  return (
    <div class="settings">
      <Card title={t("settings:privacy.refused")} hint={t("settings:privacy.refusedHint")}>
        <NotRecognised />
      </Card>
      <Card title={t("settings:privacy.erase")} hint={t("settings:privacy.eraseHint")}>
        <Erasing />
        <Erasures />
      </Card>
      <Card title={t("settings:privacy.audit")} hint={t("settings:privacy.auditHint")}>
        <Audit />
      </Card>
    </div>
  );
}

function NotRecognised() {
  const list = usePages(["not-recognised"], (cursor) => answer(api.GET("/api/not-recognised", { params: { query: { cursor } } })));
  const { busy, run } = useAct();
  return (
    <Loaded query={list}>
      {(people) => (
        <>
          {people.length === 0 && <p class="quiet">{t("settings:privacy.noneRefused")}</p>}
          <ul class="entries">
            {people.map((person) => (
              <li key={person.id}>
                <div class="grow">
                  <div>{person.name ?? t("settings:privacy.nameless")}</div>
                  <div class="quiet small">
                    {t("settings:privacy.boxes", { count: person.faces })} · {t(`settings:privacy.look.${person.look}`)} · {formatDate(person.refusedAt)}
                  </div>
                </div>
                <Button
                  busy={busy === person.id}
                  onClick={() =>
                    void run(() => answer(api.DELETE("/api/not-recognised/{id}", { params: { path: { id: person.id } } })), {
                      key: person.id, done: t("settings:privacy.again"), changes: ["not-recognised", "people"],
                    })
                  }
                >
                  {t("settings:privacy.recogniseAgain")}
                </Button>
              </li>
            ))}
          </ul>
          <MoreButton list={list} />
        </>
      )}
    </Loaded>
  );
}

function Erasing() {
  const [kind, setKind] = useState<"faces" | "user" | null>(null);
  const [password, setPassword] = useState("");
  return (
    <>
      <div class="row">
        <Button kind="danger" onClick={() => setKind("faces")}>
          {t("settings:privacy.eraseFaces")}
        </Button>
        <Button kind="danger" onClick={() => setKind("user")}>
          {t("settings:privacy.eraseUser")}
        </Button>
      </div>
      {kind && (
        <Confirm
          title={t(kind === "faces" ? "settings:privacy.eraseFaces" : "settings:privacy.eraseUser")}
          action={t("settings:privacy.eraseNow")}
          danger
          onClose={() => setKind(null)}
          onConfirm={async () => {
            const asked = await answer(api.POST("/api/erasures", { body: { kind, ...(kind === "user" && { password }) } }));
            toast(said(asked.note));
            setPassword("");
            await readAgain("erasures", "people");
          }}
        >
          <p>{t(`settings:privacy.${kind}Warning`)}</p>
          {kind === "user" && (
            <Field
              label={t("settings:password.old")}
              type="password"
              autocomplete="current-password"
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Confirm>
      )}
    </>
  );
}

function Erasures() {
  const list = usePages(["erasures", "own"], (cursor) => answer(api.GET("/api/erasures", { params: { query: { cursor } } })));
  return (
    <Loaded query={list}>
      {(erasures) => (
        <>
          <ul class="entries">
            {erasures.map((erasure) => (
              <li key={erasure.id}>
                <div class="grow">
                  <div>
                    {erasure.kind && t(`settings:privacy.kind.${erasure.kind}`)} · {t(`settings:privacy.state.${erasure.state}`)}
                  </div>
                  <div class="quiet small">{formatDateTime(erasure.finishedAt ?? erasure.requestedAt)}</div>
                  {erasure.error && <p class="hint error">{said(erasure.error)}</p>}
                  <Report erasure={erasure} />
                </div>
              </li>
            ))}
          </ul>
          <MoreButton list={list} />
        </>
      )}
    </Loaded>
  );
}

/** Counts of what was erased, as the job wrote them. */
function Report({ erasure }: { erasure: Schemas["ErasureResponse"] }) {
  if (!erasure.report) return null;
  return (
    <details>
      <summary>{t("settings:privacy.report")}</summary>
      <pre class="secret">{JSON.stringify(erasure.report, null, 1)}</pre>
    </details>
  );
}

function Audit() {
  const list = usePages(["audit", "own"], (cursor) => answer(api.GET("/api/audit", { params: { query: { cursor } } })));
  return (
    <Loaded query={list}>
      {(records) => (
        <>
          <ul class="entries">
            {records.map((record) => (
              <li key={record.id}>
                <div class="grow">
                  <div>{said(record.summary)}</div>
                  <div class="quiet small">
                    {formatDateTime(record.at)} · {said(record.actor)}
                    {record.address && ` · ${record.address}`}
                    {record.detail && ` · ${said(record.detail)}`}
                  </div>
                </div>
              </li>
            ))}
          </ul>
          <MoreButton list={list} />
        </>
      )}
    </Loaded>
  );
}
