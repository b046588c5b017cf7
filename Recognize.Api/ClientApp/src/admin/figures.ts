import type { Schemas } from "../api/client";
import { formatDate, formatNumber } from "../i18n/format";
import type { ChartSeries } from "../ui/Chart";
import { stretches } from "../ui/scales";
import { taskName } from "./parts";

const tasks: Schemas["AnalysisTask"][] = ["basics", "faces", "objects", "landmarks", "music"];

/** The points of the API as stretches without a gap, one series for each task that did anything. */
export function workChart(work: Schemas["WorkChartResponse"], period: string) {
  const times = stretches(new Date(work.from), new Date(work.to), work.stepSeconds);
  const counts = new Map(work.points.map((point) => [`${point.task} ${new Date(point.from).getTime()}`, point.done + point.failed]));
  const series: ChartSeries[] = tasks.map((task) => ({
    name: taskName(task),
    values: times.map((time) => counts.get(`${task} ${time.getTime()}`) ?? 0),
  }));
  const short: Intl.DateTimeFormatOptions =
    period === "month" ? { day: "numeric", month: "short" } : period === "week" ? { weekday: "short" } : { hour: "2-digit", minute: "2-digit" };
  const full: Intl.DateTimeFormatOptions = period === "month" ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
  return { labels: times.map((time) => ({ short: formatDate(time, short), full: formatDate(time, full) })), series };
}

export function qualityLabels(quality: Schemas["FaceQualityResponse"]) {
  const width = 1 / Math.max(1, quality.bins.length);
  return quality.bins.map(({ from }) => ({
    short: formatNumber(from, { maximumFractionDigits: 2 }),
    full: `${formatNumber(from, { maximumFractionDigits: 2 })} – ${formatNumber(from + width, { maximumFractionDigits: 2 })}`,
  }));
}
