import { Copy } from "lucide-preact";
import { useId } from "preact/hooks";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { reportError, toast } from "../ui/toasts";
import { copyText } from "../ui/copy";

/** The one-time link, this once. */
export function LinkDialog({ link, onClose }: { link: Schemas["LinkResponse"]; onClose: () => void }) {
  const id = useId();
  const text = new URL(link.link, location.origin).href;
  return (
    <Dialog
      title={t("admin:link.title", { name: link.name })}
      onClose={onClose}
      actions={
        <>
          <Button icon={Copy} kind="primary" onClick={() => copyText(text).then(() => toast(t("copy.done")), reportError)}>
            {t("copy.action")}
          </Button>
          <Button onClick={onClose}>{t("action.done")}</Button>
        </>
      }
    >
      <p>{t("admin:link.text", { date: formatDateTime(link.expiresAt) })}</p>
      <div class="field">
        <label for={id}>{t("admin:link.label")}</label>
        <input id={id} class="sent-link" readonly value={text} onFocus={(event) => event.currentTarget.select()} />
      </div>
    </Dialog>
  );
}
