import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button, IconButton } from "./Button";
import { reportError, Toasts } from "./toasts";

type DialogProps = { title: string; onClose: () => void; children: ComponentChildren; actions?: ComponentChildren; wide?: boolean };

/** A modal dialog: the browser keeps the focus inside, and gives it back when it is gone. Escape closes it. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const isGone = useRef(false);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      // One that is only removed takes the focus with it. Closing is told of late: whoever removed it need not hear that.
      isGone.current = true;
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onClose={() => isGone.current || onClose()}
      onClick={(event) => event.target === element.current && element.current?.close()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <IconButton label={t("action.close")} icon={X} onClick={() => element.current?.close()} />
        </header>
        {children}
        {actions && <footer>{actions}</footer>}
      </div>
      <Toasts />
    </dialog>
  );
}

type ConfirmProps = {
  title: string;
  children: ComponentChildren;
  action: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
};

/** Asks before something that is not taken back easily. Stays open, with the reason told, when it is refused. */
export function Confirm({ title, children, action, danger = false, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      reportError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={confirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
