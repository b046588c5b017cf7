import { Pause, Play, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatDateTime, formatNumber, formatSpan } from "../i18n/format";
import { said } from "../i18n/said";
import { Button, IconButton } from "../ui/Button";
import { Select } from "../ui/fields";
import { Empty, Loaded } from "../ui/states";
import { useAct } from "../ui/acting";
import { AskForWork } from "./AskForWork";
import { progressText, useOverview } from "./OverviewPage";
import { Card } from "../ui/Card";
import { MoreButton, usePages } from "../ui/lists";
import { JobStateBadge, kindName, taskName } from "./parts";
import { Pauses, pauseWork, resumeWork, usePauses } from "./Pauses";

export function JobsPage() {
  return (
    <div class="stack">
      <Tasks />
      <Pauses />
      <AskForWork />
      <Queue />
    </div>
  );
}

/** The ledger of the whole house by task, with a button that pauses one. */
function Tasks() {
  const overview = useOverview();
  const pauses = usePauses();
  const { busy, run } = useAct();
  const isPaused = (kind: string) => pauses.data?.some((pause) => pause.isEverybody && pause.kind === kind) ?? false;
  const toggle = (kind: string) =>
    run(() => (isPaused(kind) ? resumeWork({ kind, everybody: true }) : pauseWork({ kind, everybody: true })), {
      key: kind,
      changes: ["pauses", "overview"],
    });
  const columns = ["due", "running", "done", "failed", "quarantined", "rate", "left"] as const;
  return (
    <Card title={t("admin:jobs.tasks")} hint={t("admin:jobs.tasksHint")}>
      <Loaded query={overview}>
        {(house) => (
          <div class="table-scroll">
            <table class="stacking">
              <thead>
                <tr>
                  <th scope="col">{t("admin:jobs.task")}</th>
                  {columns.map((column) => (
                    <th key={column} scope="col" class="number">
                      {t(`admin:jobs.${column}`)}
                    </th>
                  ))}
                  <th scope="col">
                    <span class="visually-hidden">{t("admin:jobs.action")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {house.tasks.map((task) => (
                  <tr key={task.task}>
                    <th scope="row">
                      {taskName(task.task)}
                      {isPaused(task.task) && <span class="badge warning">{t("admin:jobs.paused")}</span>}
                      {task.withheld > 0 && <p class="small quiet">{t("admin:jobs.withheld", { count: task.withheld, shown: formatNumber(task.withheld) })}</p>}
                      {task.waiting > 0 && <p class="small quiet">{t("admin:jobs.noPack", { count: task.waiting, shown: formatNumber(task.waiting) })}</p>}
                    </th>
                    {columns.map((column) => (
                      <td key={column} class="number" data-name={t(`admin:jobs.${column}`)}>
                        {cell(task, column)}
                      </td>
                    ))}
                    <td>
                      <IconButton
                        icon={isPaused(task.task) ? Play : Pause}
                        label={t(isPaused(task.task) ? "admin:jobs.resumeOne" : "admin:jobs.pauseOne", { name: taskName(task.task) })}
                        disabled={busy !== null}
                        onClick={() => void toggle(task.task)}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function cell(task: Schemas["HouseTaskResponse"], column: "due" | "running" | "done" | "failed" | "quarantined" | "rate" | "left"): string {
  if (column === "rate") return task.perSecond > 0 ? t("admin:jobs.perSecond", { rate: formatNumber(task.perSecond) }) : "–";
  if (column !== "left") return formatNumber(task[column]);
  if (task.due + task.running === 0) return "–";
  return task.secondsLeft === null ? t("admin:jobs.unknown") : formatSpan(task.secondsLeft);
}

const states: Schemas["JobState"][] = ["queued", "running", "succeeded", "failed", "interrupted", "cancelled"];

function Queue() {
  const [state, setState] = useState<Schemas["JobState"] | "">("");
  const { busy, run } = useAct();
  const jobs = usePages(
    ["queue", state],
    (cursor) => answer(api.GET("/api/jobs/queue", { params: { query: { limit: 30, state: state || undefined, cursor } } })),
    5_000,
  );
  const cancel = (id: string) =>
    run(() => answer(api.DELETE("/api/jobs/queue/{id}", { params: { path: { id } } })), { key: id, done: t("admin:jobs.cancelled"), changes: ["queue", "overview"] });
  return (
    <Card title={t("admin:jobs.queue")} hint={t("admin:jobs.queueHint")}>
      <div class="period">
        <Select
          label={t("admin:jobs.state")}
          value={state}
          options={[{ value: "", text: t("admin:jobs.every") }, ...states.map((value) => ({ value, text: t(`admin:state.${value}`) }))]}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
        />
      </div>
      <Loaded query={jobs}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t("admin:jobs.none")} />
          ) : (
            <ul class="lines">
              {items.map((job) => (
                <JobLine key={job.id} job={job} busy={busy === job.id} onCancel={() => void cancel(job.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={jobs} />
    </Card>
  );
}

function JobLine({ job, busy, onCancel }: { job: Schemas["JobResponse"]; busy: boolean; onCancel: () => void }) {
  const isOpen = job.state === "queued" || job.state === "running";
  const at = job.finishedAt ?? job.startedAt ?? job.requestedAt;
  return (
    <li class="row">
      <JobStateBadge state={job.state} />
      <div class="grow">
        <p>
          {kindName(job.kind)} <span class="quiet small">· {t("admin:jobs.by", { name: said(job.requestedBy) })}</span>
        </p>
        <p class="small quiet">
          <time dateTime={at} title={formatDateTime(at)}>
            {formatAgo(at)}
          </time>
          {job.done !== null && ` · ${progressText(job.done, job.total)}`}
          {job.worker && ` · ${job.worker}`}
          {job.isCancelling && ` · ${t("admin:jobs.cancelling")}`}
        </p>
        {job.error && <p class="hint error">{said(job.error)}</p>}
      </div>
      {isOpen && !job.isCancelling && (
        <Button icon={X} busy={busy} onClick={onCancel}>
          {t("action.cancel")}
        </Button>
      )}
    </li>
  );
}
