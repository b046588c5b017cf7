import { useQuery } from "@tanstack/preact-query";
import { Link } from "wouter-preact";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { FaceCrop } from "./FaceCrop";
import { NameField } from "./NameField";

/** A group of one or two photos is seldom somebody whom one wants to name first. */
const fewest = 3;

/** The largest groups that nobody has named: a name there says most at once. */
export function WhoIsThis() {
  const query = useQuery({
    queryKey: ["people", "unnamed"],
    queryFn: () => answer(api.GET("/api/people", { params: { query: { limit: 12, named: false } } })),
  });
  const groups = (query.data?.items ?? []).filter((person) => person.faceCount >= fewest);
  if (groups.length === 0) return null;
  return (
    <section class="card who-is-this" aria-labelledby="who-is-this">
      <h2 id="who-is-this">{t("people:who.title")}</h2>
      <ul>
        {groups.map((person) => (
          <li key={person.id}>
            <Link href={`/people/${person.id}`} aria-label={t("people:who.open", { count: person.mediaCount })}>
              <FaceCrop cover={person.cover} name={null} size={104} />
            </Link>
            <NameField person={person} compact />
            <span class="quiet small">{t("people:photos", { count: person.mediaCount, shown: formatNumber(person.mediaCount) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
