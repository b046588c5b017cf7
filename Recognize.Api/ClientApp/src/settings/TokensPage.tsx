import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { formatAgo, formatDate } from "../i18n/format";
import { said } from "../i18n/said";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { copyText } from "../ui/copy";
import { Field, Select } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";

const scopes = [
  "media:read", "people:read", "people:write", "tags:read", "tags:write", "albums:read", "albums:write", "shares:read", "shares:write",
  "jobs:read", "jobs:write", "audit:read", "admin",
];

const day = 86_400_000;

/** Keys for programs: each may do only what it was given, and can be taken back. */
export function TokensPage() {
  return (
    <div class="settings">
      <Card title={t("settings:tokens.new")} hint={t("settings:tokens.hint")}>
        <NewToken />
      </Card>
      <Card title={t("settings:tokens.title")}>
        <Tokens />
      </Card>
    </div>
  );
}

function NewToken() {
  const { session } = useSession();
  const { busy, run } = useAct();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<string[]>(["media:read"]);
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const expiresAt = days === "" ? null : new Date(Date.now() + Number(days) * day).toISOString();
    void run(
      async () => {
        const made = await answer(api.POST("/api/tokens", { body: { name, scopes: chosen, expiresAt } }));
        setSecret(made.token);
        setName("");
      },
      { changes: ["tokens"] },
    );
  };
  return (
    <>
      <form class="stack" onSubmit={submit}>
        <Field label={t("settings:tokens.name")} value={name} required maxLength={100} onInput={(event) => setName(event.currentTarget.value)} />
        <Select
          label={t("settings:tokens.expires")}
          value={days}
          options={["30", "90", "365", ""].map((value) => ({ value, text: value ? t("settings:tokens.days", { count: Number(value) }) : t("settings:tokens.never") }))}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <fieldset class="choices">
          <legend class="visually-hidden">{t("settings:tokens.scopes")}</legend>
          {scopes
            .filter((scope) => scope !== "admin" || session?.isAdmin)
            .map((scope) => (
              <label key={scope}>
                <input
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))}
                />
                <span>{scope}</span>
              </label>
            ))}
        </fieldset>
        <div class="row">
          <Button type="submit" kind="primary" busy={busy !== null} disabled={chosen.length === 0}>
            {t("settings:tokens.make")}
          </Button>
        </div>
      </form>
      {secret && (
        <div class="notice stack" role="status">
          <p>{t("settings:tokens.once")}</p>
          <code class="secret">{secret}</code>
          <div class="row">
            <Button onClick={() => copyText(secret).then(() => toast(t("copy.done")), reportError)}>{t("copy.action")}</Button>
            <Button onClick={() => setSecret(null)}>{t("action.done")}</Button>
          </div>
        </div>
      )}
    </>
  );
}

function Tokens() {
  const query = useQuery({ queryKey: ["tokens"], queryFn: () => answer(api.GET("/api/tokens")) });
  const { busy, run } = useAct();
  const revoke = (id: string) =>
    run(() => answer(api.DELETE("/api/tokens/{id}", { params: { path: { id } } })), { key: id, done: t("settings:tokens.revoked"), changes: ["tokens"] });
  return (
    <Loaded query={query}>
      {(tokens) =>
        tokens.length === 0 ? (
          <p class="quiet">{t("settings:tokens.none")}</p>
        ) : (
          <ul class="entries">
            {tokens.map((token) => (
              <li key={token.id}>
                <div class="grow">
                  <div>{said(token.name)}</div>
                  <div class="quiet small">{token.scopes.join(", ")}</div>
                  <div class="quiet small">
                    {token.expiresAt ? t("settings:tokens.until", { date: formatDate(token.expiresAt) }) : t("settings:tokens.never")}
                    {" · "}
                    {token.lastUsedAt ? t("settings:tokens.used", { when: formatAgo(token.lastUsedAt) }) : t("settings:tokens.unused")}
                  </div>
                </div>
                <Button kind="danger" busy={busy === token.id} onClick={() => void revoke(token.id)}>
                  {t("settings:tokens.revoke")}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
