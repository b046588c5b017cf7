import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-preact";
import { Link } from "wouter-preact";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { said } from "../i18n/said";
import { kindName } from "./parts";

type Kind = Schemas["AttentionKind"];

const where: Record<Kind, string> = {
  keys: "/admin/server", noWorker: "/admin/workers", workerBlocked: "/admin/workers", workerLost: "/admin/workers",
  librarySuspended: "/admin/libraries", watching: "/admin/libraries", failures: "/admin/failures", jobFailed: "/admin/jobs",
  approvals: "/admin/users", paused: "/admin/jobs", workerYielding: "/admin/workers",
};

const urgent: Kind[] = ["keys", "noWorker", "workerBlocked", "librarySuspended"];

/** What an admin should look at, or that there is nothing. */
export function Attention({ entries }: { entries: Schemas["AttentionResponse"][] }) {
  if (entries.length === 0) {
    return (
      <p class="notice row">
        <CircleCheck size={20} />
        {t("admin:attention.none")}
      </p>
    );
  }
  return (
    <ul class="attention" aria-label={t("admin:attention.title")}>
      {entries.map((entry) => (
        <Entry key={entry.kind} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry: { kind, count, items } }: { entry: Schemas["AttentionResponse"] }) {
  const isUrgent = urgent.includes(kind);
  const Icon = isUrgent ? CircleAlert : TriangleAlert;
  return (
    <li class={`notice ${isUrgent ? "danger" : "warning"}`}>
      <Icon size={20} />
      <div class="grow">
        <Link href={where[kind]}>{t(`admin:attention.${kind}`, { count, shown: formatNumber(count) })}</Link>
        {items.map((item, index) => (
          <p key={index} class="small">
            {[subjectOf(kind, item.subject), item.user].filter(Boolean).join(" · ")}
            {item.reason && `${item.subject ? ": " : ""}${said(item.reason)}`}
          </p>
        ))}
      </div>
    </li>
  );
}

/** Jobs and pauses are named by their kind; none means all work. */
function subjectOf(kind: Kind, subject: string | null): string | null {
  return kind === "jobFailed" || kind === "paused" ? kindName(subject) : subject;
}
