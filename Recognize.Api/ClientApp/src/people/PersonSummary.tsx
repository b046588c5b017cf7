import { useQuery } from "@tanstack/preact-query";
import { MapPin } from "lucide-preact";
import { Link, useSearch } from "wouter-preact";
import { answer, api } from "../api/client";
import { nameOf, t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { ErrorState } from "../ui/states";
import { FaceCrop } from "./FaceCrop";

/** Years and places narrow the photos below; company leads to the others. */
export function PersonSummary({ id, year, place }: { id: string; year: string | null; place: string | null }) {
  const search = useSearch();
  const query = useQuery({
    queryKey: ["people", id, "summary"],
    queryFn: () => answer(api.GET("/api/people/{id}/summary", { params: { path: { id } } })),
  });
  if (query.error) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  if (!query.data) return <div class="summary-space" aria-hidden="true" />;
  const { years, places, with: company } = query.data;
  const to = (name: string, value: string, isChosen: boolean) => {
    const next = new URLSearchParams(search);
    next.delete("photo");
    if (isChosen) next.delete(name);
    else next.set(name, value);
    return `/people/${id}${next.size > 0 ? `?${next}` : ""}`;
  };
  return (
    <div class="person-summary">
      {years.length > 0 && (
        <ul class="chips scroll-chips" aria-label={t("people:years")}>
          {years.map((entry) => (
            <li key={entry.year}>
              <Link href={to("year", String(entry.year), year === String(entry.year))} class="chip" aria-current={year === String(entry.year) ? "true" : undefined}>
                {entry.year} <span class="quiet small">{formatNumber(entry.mediaCount)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {places.length > 0 && (
        <ul class="chips scroll-chips" aria-label={t("people:places")}>
          {places.map((entry) => (
            <li key={entry.tagId}>
              <Link href={to("place", entry.tagId, place === entry.tagId)} class="chip" aria-current={place === entry.tagId ? "true" : undefined}>
                <MapPin size={14} /> {nameOf(entry)} <span class="quiet small">{formatNumber(entry.mediaCount)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {company.length > 0 && (
        <section aria-labelledby="company">
          <h2 id="company" class="small-heading">
            {t("people:with")}
          </h2>
          <ul class="company">
            {company.map(({ person, mediaCount }) => (
              <li key={person.id}>
                <Link href={`/people/${person.id}`}>
                  <FaceCrop cover={person.cover} name={person.name} size={56} />
                  <span class="small ellipsis">{person.name ?? t("people:unnamedShort")}</span>
                  <span class="quiet small">{formatNumber(mediaCount)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
