import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { useEvents } from "../api/events";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatNumber, formatPercent, formatSpan } from "../i18n/format";
import { Chart } from "../ui/Chart";
import { Select } from "../ui/fields";
import { Loaded } from "../ui/states";
import { Attention } from "./Attention";
import { qualityLabels, workChart } from "./figures";
import { Card } from "../ui/Card";
import { JobStateBadge, kindName, taskName } from "./parts";

type Overview = Schemas["OverviewResponse"];
type Period = "hour" | "day" | "week" | "month";

/** Work of others does not reach this user's events: what the house does is asked for, too. */
const askEvery = 5_000;

export function useOverview() {
  return useQuery({
    queryKey: ["overview"],
    queryFn: () => answer(api.GET("/api/admin/overview")),
    refetchInterval: askEvery,
  });
}

export function OverviewPage() {
  const overview = useOverview();
  useEvents("api/jobs/events", "jobs", () => void queries.invalidateQueries({ queryKey: ["overview"] }, { cancelRefetch: false }));
  return (
    <Loaded query={overview}>
      {(house) => (
        <div class="stack">
          <Attention entries={house.attention} />
          <Figures house={house} />
          <RunningWork house={house} />
          <WorkOverTime />
          <FaceQuality />
        </div>
      )}
    </Loaded>
  );
}

function Figures({ house }: { house: Overview }) {
  const figures: [string, number][] = [
    ["files", house.files], ["pictures", house.pictures], ["recordings", house.recordings], ["people", house.people],
    ["namedPeople", house.namedPeople], ["groupedFaces", house.groupedFaces], ["tags", house.tags], ["libraries", house.libraries],
    ["users", house.users],
  ];
  return (
    <dl class="figures">
      {figures.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`admin:figure.${key}`, { count: value })}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function RunningWork({ house }: { house: Overview }) {
  return (
    <Card title={t("admin:work.title")}>
      <p aria-live="polite">
        {house.remaining === 0
          ? t("admin:work.nothing")
          : house.secondsLeft === null
            ? t("admin:work.standing", { count: house.remaining, shown: formatNumber(house.remaining) })
            : t("admin:work.left", {
                count: house.remaining, shown: formatNumber(house.remaining), span: formatSpan(house.secondsLeft), rate: formatNumber(house.perSecond),
              })}
      </p>
      <ul class="task-bars">
        {house.tasks.map((task) => (
          <TaskBar key={task.task} task={task} />
        ))}
      </ul>
      {house.jobs.length > 0 && (
        <ul class="lines">
          {house.jobs.map((job, index) => (
            <li key={`${job.kind}-${job.user}-${index}`} class="row">
              <JobStateBadge state={job.state} />
              <span class="grow">
                {kindName(job.kind)}
                {job.user && <span class="quiet"> · {job.user}</span>}
              </span>
              {job.done !== null && <span class="quiet small">{progressText(job.done, job.total)}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export const progressText = (done: number, total: number | null): string =>
  total === null ? formatNumber(done) : t("admin:work.of", { done: formatNumber(done), total: formatNumber(total) });

/** A share of all files that need the task; those that may not or cannot be done are not part of it. */
function TaskBar({ task }: { task: Schemas["HouseTaskResponse"] }) {
  const settled = task.done + task.failed + task.quarantined;
  const all = settled + task.due + task.running;
  return (
    <li>
      <div class="row">
        <span class="grow">{taskName(task.task)}</span>
        <span class="small quiet">
          {all === 0 ? t("admin:work.none") : `${progressText(settled, all)} · ${formatPercent(Math.floor((settled / all) * 1000) / 1000, 1)}`}
        </span>
      </div>
      <progress value={all === 0 ? 0 : settled} max={Math.max(1, all)} aria-label={taskName(task.task)} />
    </li>
  );
}

function WorkOverTime() {
  const [period, setPeriod] = useState<Period>("day");
  const work = useQuery({
    queryKey: ["work", period],
    queryFn: () => answer(api.GET("/api/admin/work", { params: { query: { period } } })),
    refetchInterval: 60_000,
  });
  const periods: Period[] = ["hour", "day", "week", "month"];
  return (
    <Card title={t("admin:chart.work")} hint={t("admin:chart.workHint")}>
      <div class="period">
        <Select
          label={t("admin:chart.period")}
          value={period}
          options={periods.map((value) => ({ value, text: t(`admin:chart.${value}`) }))}
          onChange={(event) => setPeriod(event.currentTarget.value as Period)}
        />
      </div>
      <div class="chart-space">
        <Loaded query={work}>
          {(data) => <Chart title={t("admin:chart.work")} unit={t("admin:chart.time")} kind={period === "hour" ? "areas" : "bars"} {...workChart(data, period)} />}
        </Loaded>
      </div>
    </Card>
  );
}

function FaceQuality() {
  const quality = useQuery({ queryKey: ["face-quality"], queryFn: () => answer(api.GET("/api/admin/face-quality")), staleTime: 300_000 });
  return (
    <Card title={t("admin:chart.quality")} hint={t("admin:chart.qualityHint")}>
      <div class="chart-space">
        <Loaded query={quality}>
          {(data) => (
            <>
              {data.isSample && <p class="small quiet">{t("admin:chart.sample", { shown: formatNumber(data.faces) })}</p>}
              <Chart
                title={t("admin:chart.quality")}
                unit={t("admin:chart.qualityUnit")}
                labels={qualityLabels(data)}
                series={[
                  { name: t("admin:chart.grouped"), values: data.bins.map((bin) => bin.grouped) },
                  { name: t("admin:chart.waiting"), values: data.bins.map((bin) => bin.waiting) },
                ]}
              />
            </>
          )}
        </Loaded>
      </div>
    </Card>
  );
}
