import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { formatAgo, formatDateTime } from "../i18n/format";
import { Button } from "../ui/Button";
import { Field } from "../ui/fields";
import { Loaded } from "../ui/states";
import { messageOf, reportError, toast } from "../ui/toasts";
import { Tokens } from "./Tokens";

export function ProfilePage() {
  const { session } = useSession();
  return (
    <>
      <section class="card narrow">
        <h2>{session?.name}</h2>
        <p class="quiet">{t(session?.isAdmin ? "settings:profile.admin" : "settings:profile.user")}</p>
        <Password />
      </section>
      <Sessions />
      <Tokens isAdmin={session?.isAdmin ?? false} />
    </>
  );
}

function Password() {
  const [oldPassword, setOld] = useState("");
  const [newPassword, setNew] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await answer(api.POST("/api/session/password", { body: { oldPassword, newPassword } }));
      setOld("");
      setNew("");
      toast(t("settings:password.changed"));
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit}>
      <h3>{t("settings:password.title")}</h3>
      <Field label={t("settings:password.old")} type="password" required autocomplete="current-password" value={oldPassword} onInput={(event) => setOld(event.currentTarget.value)} />
      <Field
        label={t("welcome:password.new")}
        type="password"
        required
        autocomplete="new-password"
        value={newPassword}
        hint={t("settings:password.hint")}
        error={error}
        onInput={(event) => setNew(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" kind="primary" busy={busy}>
          {t("settings:password.action")}
        </Button>
      </div>
    </form>
  );
}

function Sessions() {
  const query = useQuery({ queryKey: ["sessions"], queryFn: () => answer(api.GET("/api/sessions")) });
  const end = async (id: string) => {
    try {
      await answer(api.DELETE("/api/sessions/{id}", { params: { path: { id } } }));
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <section class="card" aria-labelledby="sessions">
      <h2 id="sessions">{t("settings:sessions.title")}</h2>
      <Loaded query={query}>
        {(sessions) => (
          <ul class="rows">
            {sessions.map((session) => (
              <li key={session.id}>
                <div class="grow">
                  <p>{session.browser ?? t("settings:sessions.unknown")}</p>
                  <p class="quiet small">
                    {session.address} · {t("settings:sessions.seen", { when: formatAgo(session.seenAt) })} ·{" "}
                    {t("settings:sessions.opened", { when: formatDateTime(session.openedAt) })}
                  </p>
                </div>
                {session.isThis ? <span class="badge">{t("settings:sessions.this")}</span> : <Button onClick={() => end(session.id)}>{t("session.signOut")}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
