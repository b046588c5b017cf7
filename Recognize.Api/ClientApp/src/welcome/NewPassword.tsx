import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { signOut } from "../app/session";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Field } from "../ui/fields";
import { messageOf, reportError } from "../ui/toasts";
import { GateCard } from "./Gate";

/** The printed one-time password is replaced before anything else. */
export default function NewPassword() {
  const [oldPassword, setOld] = useState("");
  const [newPassword, setNew] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await answer(api.POST("/api/session/password", { body: { oldPassword, newPassword } }));
      navigate("/welcome?first=1", { replace: true });
      await queries.invalidateQueries({ queryKey: ["session"] });
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  return (
    <GateCard title={t("welcome:password.title")}>
      <p>{t("welcome:password.why")}</p>
      <form class="stack" onSubmit={submit}>
        <Field label={t("welcome:password.old")} type="password" value={oldPassword} required autofocus autocomplete="current-password" onInput={(event) => setOld(event.currentTarget.value)} />
        <Field
          label={t("welcome:password.new")}
          type="password"
          value={newPassword}
          required
          autocomplete="new-password"
          hint={t("welcome:password.hint")}
          error={error}
          onInput={(event) => setNew(event.currentTarget.value)}
        />
        <Button type="submit" kind="primary" busy={busy}>
          {t("welcome:password.action")}
        </Button>
      </form>
      <button type="button" class="link-like" onClick={() => signOut().catch(reportError)}>
        {t("session.signOut")}
      </button>
    </GateCard>
  );
}
