import { useQuery } from "@tanstack/preact-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { useEvents } from "../api/events";
import { reportError } from "../ui/toasts";
import type { TileItem } from "./Tile";

export type MonthCount = Schemas["TimelineMonthResponse"];

const countsKey = ["timeline", "months"];
const monthKey = (month: string) => ["timeline", "month", month];

const fetchCounts = () => answer(api.GET("/api/timeline"));

async function fetchMonth(month: string): Promise<TileItem[]> {
  const items: TileItem[] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas["PageOfTimelineItem"] = await answer(
      api.GET("/api/timeline/media", { params: { query: { month, ...(cursor && { cursor }) } } }),
    );
    for (const { localAt, ...item } of page.items) items.push({ ...item, at: `${localAt}Z` });
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

export type TimelineData = {
  months: MonthCount[] | undefined;
  error: Error | null;
  retry: () => void;
  /** Files of a month, if they are there; changes with `version`. */
  itemsOf: (month: string) => TileItem[] | undefined;
  version: number;
  /** Fetches months that are not there yet, or that have changed since. */
  load: (months: string[]) => Promise<void>;
  /** How many files came (or, below zero, went) since what is shown was fetched; null while it is up to date. */
  news: number | null;
  /** Shows them. */
  showNews: () => void;
};

/** The months of the time line and, as far as they were looked at, the files in them. */
export function useTimeline(): TimelineData {
  const counts = useQuery({ queryKey: countsKey, queryFn: fetchCounts, staleTime: Infinity, gcTime: 30 * 60_000, refetchOnWindowFocus: false });
  const [version, setVersion] = useState(0);
  const loading = useRef(new Map<string, Promise<void>>());

  const itemsOf = useCallback((month: string) => queries.getQueryData<TileItem[]>(monthKey(month)), []);
  const load = useCallback(async (months: string[]) => {
    const missing = months.filter((month) => queries.getQueryState(monthKey(month))?.data === undefined || queries.getQueryState(monthKey(month))?.isInvalidated);
    await Promise.all(
      missing.map((month) => {
        const under = loading.current.get(month);
        if (under) return under;
        const made = queries
          .fetchQuery({ queryKey: monthKey(month), queryFn: () => fetchMonth(month), staleTime: 0, gcTime: 30 * 60_000 })
          .then(() => setVersion((before) => before + 1), reportError)
          .finally(() => loading.current.delete(month));
        loading.current.set(month, made);
        return made;
      }),
    );
  }, []);

  const { latest, forget } = useLatestCounts(counts.data);
  const showNews = useCallback(() => {
    if (!latest) return;
    const known = new Map(counts.data?.months.map(({ month, count }) => [month, count]));
    for (const { month, count } of latest.months) {
      if (known.get(month) !== count) void queries.invalidateQueries({ queryKey: monthKey(month), refetchType: "none" });
    }
    queries.setQueryData(countsKey, latest);
    setVersion((before) => before + 1);
    forget();
  }, [latest, forget, counts.data]);

  const shown = counts.data;
  return useMemo(
    () => ({
      months: shown?.months, error: counts.error, retry: () => void counts.refetch(), itemsOf, version, load,
      news: latest && shown ? latest.count - shown.count : null, showNews,
    }),
    [shown, counts.error, itemsOf, version, load, latest, showNews],
  );
}

type Timeline = Schemas["TimelineResponse"];

/** Asks again how many files there are whenever the server tells that work was done; not more often than every few seconds. */
function useLatestCounts(shown: Timeline | undefined): { latest: Timeline | null; forget: () => void } {
  const [latest, set] = useState<Timeline | null>(null);
  const asked = useRef({ timer: 0, work: "" });
  useEffect(() => () => clearTimeout(asked.current.timer), []);
  useEvents("api/jobs/events", "jobs", (data) => {
    const { counts } = data as Schemas["JobsResponse"];
    // A file is in the ledger as soon as a scan found it, and its time is known when its basics are done.
    const work = counts.filter(({ task }) => task === "basics").map(({ state, count }) => `${state} ${count}`).join();
    const isFirst = asked.current.work === "";
    if (work === asked.current.work) return;
    asked.current.work = work;
    if (isFirst) return;
    asked.current.timer ||= window.setTimeout(() => {
      asked.current.timer = 0;
      fetchCounts().then(set, reportError);
    }, 3_000);
  });
  const forget = useCallback(() => set(null), []);
  const isNews = latest !== null && shown !== undefined && JSON.stringify(latest) !== JSON.stringify(shown);
  return { latest: isNews ? latest : null, forget };
}
