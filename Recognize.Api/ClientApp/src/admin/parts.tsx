import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { reportError, toast } from "../ui/toasts";

/** Names of tasks in the user's language. */
export const taskName = (task: string): string => t(`admin:task.${task}`);

/** Names of kinds of jobs, and of tasks where they are paused by themselves. */
export const kindName = (kind: string | null): string => (kind === null ? t("admin:kind.all") : t(`admin:kind.${kind}`));

type CardProps = { title: string; hint?: string; actions?: ComponentChildren; children: ComponentChildren; class?: string };

/** A part of a page with its heading. */
export function Card({ title, hint, actions, children, class: extra = "" }: CardProps) {
  const id = useId();
  return (
    <section class={`card ${extra}`} aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        {actions && <div class="row">{actions}</div>}
      </header>
      {hint && <p class="quiet small">{hint}</p>}
      {children}
    </section>
  );
}

const stateKinds: Record<Schemas["JobState"], string> = {
  running: "", queued: "plain", succeeded: "", failed: "danger", interrupted: "warning", cancelled: "plain",
};

export function JobStateBadge({ state }: { state: Schemas["JobState"] }) {
  return <span class={`badge ${stateKinds[state]}`}>{t(`admin:state.${state}`)}</span>;
}

/** A command for the server's terminal, with a button that copies it. */
export function Command({ children: text }: { children: string }) {
  const copy = () => copyText(text).then(() => toast(t("admin:copied")), reportError);
  return (
    <div class="command">
      <code>{text}</code>
      <Button onClick={copy}>{t("admin:copy")}</Button>
    </div>
  );
}

/** Without TLS browsers keep the clipboard shut; a selected field still lets the user copy. */
export async function copyText(text: string): Promise<void> {
  if (!("clipboard" in navigator)) throw new Error(t("admin:copyByHand"));
  await navigator.clipboard.writeText(text);
}

/** A button that asks for more of a list, while there is more. */
export function MoreButton({ list }: { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> } }) {
  return list.hasNextPage ? (
    <div class="row">
      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("action.more")}
      </Button>
    </div>
  ) : null;
}

/** Counts up whenever it is called, to have a form begin anew. */
export function useRenewal(): [number, () => void] {
  const [count, set] = useState(0);
  return [count, () => set((before) => before + 1)];
}
