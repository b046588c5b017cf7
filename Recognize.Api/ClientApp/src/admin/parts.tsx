import { useState } from "preact/hooks";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { copyText } from "../ui/copy";
import { reportError, toast } from "../ui/toasts";

/** Names of tasks in the user's language. */
export const taskName = (task: string): string => t(`admin:task.${task}`);

/** Names of kinds of jobs, and of tasks where they are paused by themselves. */
export const kindName = (kind: string | null): string => (kind === null ? t("admin:kind.all") : t(`admin:kind.${kind}`));

const stateKinds: Record<Schemas["JobState"], string> = {
  running: "", queued: "plain", succeeded: "", failed: "danger", interrupted: "warning", cancelled: "plain",
};

export function JobStateBadge({ state }: { state: Schemas["JobState"] }) {
  return <span class={`badge ${stateKinds[state]}`}>{t(`admin:state.${state}`)}</span>;
}

/** A command for the server's terminal, with a button that copies it. */
export function Command({ children: text }: { children: string }) {
  const copy = () => copyText(text).then(() => toast(t("copy.done")), reportError);
  return (
    <div class="command">
      <code>{text}</code>
      <Button onClick={copy}>{t("copy.action")}</Button>
    </div>
  );
}

/** Counts up whenever it is called, to have a form begin anew. */
export function useRenewal(): [number, () => void] {
  const [count, set] = useState(0);
  return [count, () => set((before) => before + 1)];
}
