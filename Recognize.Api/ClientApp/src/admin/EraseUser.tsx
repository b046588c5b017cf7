import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { toast } from "../ui/toasts";

/** Has another user erased: the name and the admin's own password have to be typed. */
export function EraseUser({ user }: { user: Schemas["UserResponse"] }) {
  const [asks, setAsks] = useState(false);
  const [confirmation, setConfirmation] = useState("");
  const [password, setPassword] = useState("");
  const [, go] = useLocation();
  const erase = async () => {
    const asked = await answer(api.POST("/api/erasures", { body: { kind: "user", id: user.id, confirmation, password: password || null } }));
    toast(said(asked.note));
    await queries.invalidateQueries({ queryKey: ["erasures"] });
    go("/admin/erasures");
  };
  return (
    <>
      <Button icon={Trash2} kind="danger" onClick={() => setAsks(true)}>
        {t("admin:erase.action")}
      </Button>
      {asks && (
        <Confirm title={t("admin:erase.title", { name: user.name })} action={t("admin:erase.action")} danger onConfirm={erase} onClose={() => setAsks(false)}>
          <p>{t("admin:erase.text")}</p>
          <Field label={t("admin:erase.name", { name: user.name })} value={confirmation} autocomplete="off" onInput={(event) => setConfirmation(event.currentTarget.value)} />
          <Field
            type="password"
            label={t("admin:erase.password")}
            hint={t("admin:erase.passwordHint")}
            autocomplete="current-password"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </Confirm>
      )}
    </>
  );
}
