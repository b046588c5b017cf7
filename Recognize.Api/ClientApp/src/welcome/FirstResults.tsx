import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import { Images, Users } from "lucide-preact";
import { useCallback, useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { address, answer, api, type Schemas } from "../api/client";
import { useEvents } from "../api/events";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatNumber, formatSpan } from "../i18n/format";
import { FaceCrop } from "../people/FaceCrop";

type Jobs = Schemas["JobsResponse"];

/** How often the pictures are asked for while work goes on: more would cost the work itself time. */
const lookEvery = 2_500;

/** The first photos and people, live as workers find them. */
export function FirstResults() {
  const [jobs, setJobs] = useState<Jobs | null>(null);
  const looked = useRef(0);
  const take = useCallback((data: unknown) => {
    setJobs(data as Jobs);
    if (Date.now() - looked.current < lookEvery) return;
    looked.current = Date.now();
    void queries.invalidateQueries({ queryKey: ["media", "first"] });
    void queries.invalidateQueries({ queryKey: ["people", "first"] });
  }, []);
  useEvents("api/jobs/events", "jobs", take);
  const media = useQuery({
    queryKey: ["media", "first"],
    queryFn: () => answer(api.GET("/api/media", { params: { query: { state: "done", limit: 24 } } })),
    placeholderData: keepPreviousData,
  });
  const people = useQuery({
    queryKey: ["people", "first"],
    queryFn: () => answer(api.GET("/api/people", { params: { query: { limit: 12 } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <section class="card" aria-labelledby="watch">
      <h2 id="watch">{t("welcome:watch.title")}</h2>
      <Progress jobs={jobs} />
      <h3>{t("welcome:watch.photos")}</h3>
      <ul class="first-photos">
        {(media.data?.items ?? []).map((item) => (
          <li key={item.id}>
            <img src={address(`api/media/${item.id}/thumbnail?size=small`)} alt={item.fileName} loading="lazy" onError={(event) => (event.currentTarget.hidden = true)} />
          </li>
        ))}
      </ul>
      {media.data?.items.length === 0 && <p class="quiet">{t("welcome:watch.noPhotos")}</p>}
      <h3>{t("welcome:watch.people")}</h3>
      <ul class="first-people">
        {(people.data?.items ?? []).map((person) => (
          <li key={person.id}>
            <FaceCrop cover={person.cover} name={person.name} size={76} />
            <span class="quiet small">{formatNumber(person.mediaCount)}</span>
          </li>
        ))}
      </ul>
      {people.data?.items.length === 0 && <p class="quiet">{t("welcome:watch.noPeople")}</p>}
      <div class="welcome-end">
        <Link href="/people" class="button">
          <Users size={18} />
          <span>{t("welcome:watch.toPeople")}</span>
        </Link>
        <Link href="/" class="button primary">
          <Images size={18} />
          <span>{t("welcome:watch.toPhotos")}</span>
        </Link>
      </div>
    </section>
  );
}

function Progress({ jobs }: { jobs: Jobs | null }) {
  if (!jobs) return <p class="quiet progress-line">{t("state.loading")}</p>;
  const files = jobs.counts.filter((count) => count.task === "basics");
  const total = files.reduce((sum, count) => sum + count.count, 0);
  const done = jobs.counts.filter((count) => count.state !== "due" && count.state !== "running").reduce((sum, count) => sum + count.count, 0);
  const all = jobs.counts.reduce((sum, count) => sum + count.count, 0);
  const scan = jobs.jobs.find((job) => job.kind === "scan");
  return (
    <div class="progress-line" aria-live="polite">
      <progress value={done} max={Math.max(all, 1)} aria-label={t("welcome:watch.progress")} />
      <p>
        {t("welcome:watch.files", { count: total, shown: formatNumber(total) })}
        {scan && ` · ${t("welcome:watch.scanning", { shown: formatNumber(scan.done ?? 0) })}`}
        {jobs.remaining > 0
          ? ` · ${t("welcome:watch.remaining", { count: jobs.remaining, shown: formatNumber(jobs.remaining) })}`
          : !scan && ` · ${t("welcome:watch.done")}`}
        {jobs.perSecond > 0 && jobs.remaining > 0 && ` · ${t("welcome:watch.rate", { shown: formatNumber(jobs.perSecond, { maximumFractionDigits: 1 }) })}`}
        {jobs.secondsLeft !== null && jobs.remaining > 0 && ` · ${t("welcome:watch.left", { time: formatSpan(jobs.secondsLeft) })}`}
      </p>
    </div>
  );
}
