import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatBytes, formatDateTime } from "../i18n/format";
import { said } from "../i18n/said";
import { Empty, Loaded } from "../ui/states";
import { Limits } from "./Limits";
import { Card } from "../ui/Card";
import { taskName } from "./parts";

type Worker = Schemas["WorkerResponse"];

export default function WorkersPage() {
  return (
    <div class="stack">
      <Workers />
      <Limits />
    </div>
  );
}

function Workers() {
  const workers = useQuery({ queryKey: ["workers"], queryFn: () => answer(api.GET("/api/jobs/workers")), refetchInterval: 5_000 });
  return (
    <Card title={t("admin:workers.title")} hint={t("admin:workers.hint")}>
      <Loaded query={workers}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("admin:workers.none")}>
              <p>{t("admin:workers.noneHelp")}</p>
            </Empty>
          ) : (
            <WorkerList workers={list} />
          )
        }
      </Loaded>
    </Card>
  );
}

/** Those that were stopped stand behind the others: each restart leaves one. */
function WorkerList({ workers }: { workers: Worker[] }) {
  const stopped = workers.filter((worker) => worker.status === "stopped");
  const cards = (some: Worker[]) => (
    <div class="card-list">
      {some.map((worker) => (
        <WorkerCard key={worker.id} worker={worker} />
      ))}
    </div>
  );
  return (
    <>
      {cards(workers.filter((worker) => worker.status !== "stopped"))}
      {stopped.length > 0 && (
        <details>
          <summary>{t("admin:workers.stoppedLately")}</summary>
          {cards(stopped)}
        </details>
      )}
    </>
  );
}

const badges: Record<string, string> = { working: "", idle: "plain", yielding: "warning", blocked: "danger", lost: "danger", stopped: "plain" };

function WorkerCard({ worker }: { worker: Worker }) {
  const packs = Object.entries(worker.packs as Record<string, string>);
  return (
    <article class="sub-card">
      <h3 class="row">
        {worker.name}
        <span class={`badge ${badges[worker.status] ?? "plain"}`}>{t(`admin:workers.status.${worker.status}`)}</span>
      </h3>
      {worker.statusReason && <p class="notice warning">{said(worker.statusReason)}</p>}
      <dl class="facts">
        <dt>{t("admin:workers.version")}</dt>
        <dd>{worker.version}</dd>
        <dt>{t("admin:workers.cores")}</dt>
        <dd>{t("admin:workers.coresOf", { cores: worker.cores, threads: worker.threads })}</dd>
        <dt>{t("admin:workers.memory")}</dt>
        <dd>{formatBytes(worker.residentMib * 1024 * 1024)}</dd>
        <dt>{t("admin:workers.started")}</dt>
        <dd>{formatDateTime(worker.startedAt)}</dd>
        <dt>{t("admin:workers.seen")}</dt>
        <dd>{formatAgo(worker.seenAt)}</dd>
      </dl>
      {packs.length > 0 && (
        <details>
          <summary>{t("admin:workers.packs")}</summary>
          <dl class="facts">
            {packs.map(([task, version]) => (
              <>
                <dt key={task}>{taskName(task.charAt(0).toLowerCase() + task.slice(1))}</dt>
                <dd>{version}</dd>
              </>
            ))}
          </dl>
        </details>
      )}
    </article>
  );
}
