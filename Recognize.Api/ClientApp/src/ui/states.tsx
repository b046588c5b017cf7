import { CircleAlert, Inbox, type LucideIcon, RefreshCw, SearchX, WifiOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { ApiError } from "../api/client";
import { t } from "../i18n";
import { Button } from "./Button";
import { messageOf } from "./toasts";

export function Loading() {
  return (
    <div class="state" role="status">
      <span class="spinner" aria-hidden="true" />
      <span class="visually-hidden">{t("state.loading")}</span>
    </div>
  );
}

type EmptyProps = { title: string; icon?: LucideIcon; children?: ComponentChildren };

/** Nothing there, and what to do about it. */
export function Empty({ title, icon: Icon = Inbox, children }: EmptyProps) {
  return (
    <div class="state">
      <Icon size={40} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Whether something was removed, or is no longer shared; asking again brings nothing else. */
export const isGone = (error: Error | null): boolean => error instanceof ApiError && error.status === 404;

export function ErrorState({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  if (isGone(error)) {
    return (
      <Empty title={t("error.gone.title")} icon={SearchX}>
        <p>{t("error.gone.text")}</p>
      </Empty>
    );
  }
  const Icon = error instanceof ApiError && error.status === 0 ? WifiOff : CircleAlert;
  return (
    <div class="state" role="alert">
      <Icon size={40} />
      <h2>{t("error.title")}</h2>
      <p>{messageOf(error)}</p>
      {onRetry && (
        <Button icon={RefreshCw} onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

type QueryLike<T> = { data: T | undefined; error: Error | null; refetch: () => unknown };

/** Shows what a query brought, or that it is under way, or why it failed. */
export function Loaded<T>({ query, children }: { query: QueryLike<T>; children: (data: T) => ComponentChildren }) {
  // What was taken away is not shown any longer because it was seen before.
  if (query.data !== undefined && !isGone(query.error)) return <>{children(query.data)}</>;
  return query.error ? <ErrorState error={query.error} onRetry={() => query.refetch()} /> : <Loading />;
}
