import { useQuery } from "@tanstack/preact-query";
import { Copy, Plus } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatAgo, formatDate } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm, Dialog } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";

const scopes = [
  "media:read", "people:read", "people:write", "tags:read", "tags:write", "albums:read", "albums:write", "shares:read", "shares:write", "jobs:read",
  "jobs:write", "audit:read",
];

/** Bearer tokens for programs. A token is shown once, when it is made. */
export function Tokens({ isAdmin }: { isAdmin: boolean }) {
  const query = useQuery({ queryKey: ["tokens"], queryFn: () => answer(api.GET("/api/tokens")) });
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null);
  return (
    <section class="card" aria-labelledby="tokens">
      <div class="row">
        <h2 id="tokens" class="grow">
          {t("settings:tokens.title")}
        </h2>
        <Button icon={Plus} onClick={() => setMaking(true)}>
          {t("settings:tokens.make")}
        </Button>
      </div>
      <p class="quiet small">{t("settings:tokens.text")}</p>
      <Loaded query={query}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p class="quiet">{t("settings:tokens.none")}</p>
          ) : (
            <ul class="rows">
              {tokens.map((token) => (
                <li key={token.id}>
                  <div class="grow">
                    <p>{token.name}</p>
                    <p class="quiet small">
                      {token.lastUsedAt ? t("settings:tokens.used", { when: formatAgo(token.lastUsedAt) }) : t("settings:tokens.unused")} ·{" "}
                      {token.expiresAt ? t("settings:tokens.expires", { date: formatDate(token.expiresAt) }) : t("settings:tokens.forever")}
                    </p>
                    <p class="quiet small">{token.scopes.join(", ")}</p>
                  </div>
                  <Button kind="danger" onClick={() => setRevoking(token)}>
                    {t("settings:tokens.revoke")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isMaking && <MakeToken scopes={isAdmin ? [...scopes, "admin"] : scopes} onClose={() => setMaking(false)} />}
      {revoking && (
        <Confirm
          title={t("settings:tokens.revokeTitle", { name: revoking.name })}
          action={t("settings:tokens.revoke")}
          danger
          onClose={() => setRevoking(null)}
          onConfirm={async () => {
            await answer(api.DELETE("/api/tokens/{id}", { params: { path: { id: revoking.id } } }));
            await queries.invalidateQueries({ queryKey: ["tokens"] });
          }}
        >
          <p>{t("settings:tokens.revokeText")}</p>
        </Confirm>
      )}
    </section>
  );
}

function MakeToken({ scopes: all, onClose }: { scopes: string[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["media:read"]);
  const [expires, setExpires] = useState("");
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const { token } = await answer(
        api.POST("/api/tokens", { body: { name: name.trim(), scopes: chosen, expiresAt: expires === "" ? null : new Date(expires).toISOString() } }),
      );
      setMade(token);
      await queries.invalidateQueries({ queryKey: ["tokens"] });
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  const copy = () => navigator.clipboard.writeText(made ?? "").then(() => toast(t("settings:tokens.copied")), reportError);
  if (made !== null) {
    return (
      <Dialog title={t("settings:tokens.made")} onClose={onClose} actions={<Button onClick={onClose}>{t("action.done")}</Button>}>
        <p>{t("settings:tokens.once")}</p>
        <p class="token" tabIndex={0}>
          {made}
        </p>
        {window.isSecureContext && (
          <Button icon={Copy} onClick={copy}>
            {t("settings:tokens.copy")}
          </Button>
        )}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t("settings:tokens.make")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" busy={busy} disabled={name.trim() === "" || chosen.length === 0} onClick={make}>
            {t("settings:tokens.make")}
          </Button>
        </>
      }
    >
      <Field label={t("settings:tokens.name")} value={name} hint={t("settings:tokens.nameHint")} onInput={(event) => setName(event.currentTarget.value)} />
      <fieldset class="scopes">
        <legend>{t("settings:tokens.scopes")}</legend>
        {all.map((scope) => (
          <label key={scope} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
            />
            <span>{scope}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t("settings:tokens.until")} type="date" value={expires} hint={t("settings:tokens.untilHint")} onInput={(event) => setExpires(event.currentTarget.value)} />
    </Dialog>
  );
}
