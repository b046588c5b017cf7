import { Compass } from "lucide-preact";
import { Link, Route, Switch } from "wouter-preact";
import { t } from "../i18n";
import { Page } from "../ui/Page";
import { Empty, ErrorState, Loading } from "../ui/states";
import "./explore.css";
import { TagChips, TagGrid } from "./TagCard";
import { TagPage } from "./TagPage";
import { type Tag, topOf, useTags } from "./tags";

/** Parts of the page, in their order. Music has pages of its own. */
const sections = ["subject", "place", "landmark", "document", "keyword"] as const;

type Section = (typeof sections)[number];

/** As many as fill a few rows; the rest is on a page of its own. */
const shownAtFirst = { cards: 12, chips: 40 };

export default function ExplorePages() {
  return (
    <Switch>
      <Route path="/explore/tags/:id">{({ id }) => <TagPage key={id} id={decoded(id!)} />}</Route>
      {sections.map((section) => (
        <Route key={section} path={`/explore/${section}`}>
          <SectionPage section={section} />
        </Route>
      ))}
      <Route>
        <Overview />
      </Route>
    </Switch>
  );
}

/** Ids of keywords may hold anything; an address that was typed by hand may hold a lone percent sign. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Of a taxonomy its top, of a flat list all. */
const listed = (section: Section, tags: Tag[]): Tag[] => (section === "subject" || section === "place" ? topOf(tags) : tags);

function Overview() {
  const found = sections.map((section) => ({ section, query: useTags(section) }));
  const failed = found.find(({ query }) => query.error && query.data === undefined);
  const isEmpty = found.every(({ query }) => query.data?.length === 0);
  return (
    <Page title={t("nav.explore")}>
      {failed?.query.error ? (
        <ErrorState error={failed.query.error} onRetry={() => found.forEach(({ query }) => void query.refetch())} />
      ) : found.some(({ query }) => query.data === undefined) ? (
        <Loading />
      ) : isEmpty ? (
        <Empty title={t("explore:empty")} icon={Compass}>
          <p>{t("explore:emptyHint")}</p>
        </Empty>
      ) : (
        found
          .filter(({ query }) => query.data!.length > 0)
          .map(({ section, query }) => <Preview key={section} section={section} tags={listed(section, query.data!)} />)
      )}
    </Page>
  );
}

function Preview({ section, tags }: { section: Section; tags: Tag[] }) {
  const isChips = section === "keyword";
  const most = isChips ? shownAtFirst.chips : shownAtFirst.cards;
  return (
    <section class="stack explore-section" aria-labelledby={`explore-${section}`}>
      <div class="section-head">
        <h2 id={`explore-${section}`}>{t(`explore:section.${section}`)}</h2>
        {tags.length > most && (
          <Link class="button" href={`/explore/${section}`}>
            {t("explore:all", { count: tags.length })}
          </Link>
        )}
      </div>
      {isChips ? <TagChips tags={tags.slice(0, most)} /> : <TagGrid tags={tags.slice(0, most)} />}
    </section>
  );
}

function SectionPage({ section }: { section: Section }) {
  const query = useTags(section);
  return (
    <Page title={t(`explore:section.${section}`)}>
      <p>
        <Link href="/explore">{t("explore:back")}</Link>
      </p>
      {query.data === undefined ? (
        query.error ? <ErrorState error={query.error} onRetry={() => query.refetch()} /> : <Loading />
      ) : section === "keyword" ? (
        <TagChips tags={query.data} />
      ) : (
        <TagGrid tags={listed(section, query.data)} />
      )}
    </Page>
  );
}
