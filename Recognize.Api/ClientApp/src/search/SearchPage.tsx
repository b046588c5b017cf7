import { useQuery } from "@tanstack/preact-query";
import { Clock, FolderHeart, SearchX } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { AddToAlbum } from "../albums/AddToAlbum";
import { NewAlbum } from "../albums/AlbumDialogs";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { MediaList } from "../photos/MediaList";
import { Button } from "../ui/Button";
import { Page } from "../ui/Page";
import { Empty } from "../ui/states";
import { Parts } from "./Parts";
import { forgetSearches, recentSearches, rememberSearch } from "./recent";
import { SearchBox } from "./SearchBox";
import "./search.css";
import { searchPath } from "./terms";

type Head = Pick<Schemas["SearchResponse"], "total" | "isTotalExact" | "parts">;

const headKey = (query: string) => ["search", "head", query];

/** What the first page of results says of all of them is kept beside them. */
async function findPage(query: string, cursor: string | null) {
  const page = await answer(api.GET("/api/search", { params: { query: { q: query, cursor: cursor ?? undefined } } }));
  if (cursor === null) queries.setQueryData<Head>(headKey(query), { total: page.total, isTotalExact: page.isTotalExact, parts: page.parts });
  return page;
}

export default function SearchPage() {
  const query = new URLSearchParams(useSearch()).get("q") ?? "";
  const [, navigate] = useLocation();
  const search = (next: string) => {
    rememberSearch(next);
    if (next !== query) navigate(searchPath(next));
  };
  return (
    <Page title={query === "" ? t("nav.search") : t("search:titleOf", { query })} hideTitle>
      <SearchBox query={query} onSearch={search} />
      {query === "" ? <Beginning /> : <Results query={query} onSearch={search} />}
    </Page>
  );
}

function Results({ query, onSearch }: { query: string; onSearch: (query: string) => void }) {
  // Filled by the list below; never fetched by itself.
  const { data: head } = useQuery<Head | undefined>({ queryKey: headKey(query), queryFn: () => queries.getQueryData<Head>(headKey(query)), enabled: false });
  const [isSaving, setSaving] = useState(false);
  const unknown = head?.parts.filter((part) => part.isUnknown) ?? [];
  return (
    <>
      <div class="search-head">
        {head && <Parts parts={head.parts} onSearch={onSearch} />}
        <p role="status" class="quiet">
          {head && t(head.isTotalExact ? "search:found" : "search:foundMany", { count: head.total ?? 0, shown: formatNumber(head.total ?? 0) })}
        </p>
        {head && head.total !== 0 && (
          <Button icon={FolderHeart} onClick={() => setSaving(true)}>
            {t("search:save")}
          </Button>
        )}
      </div>
      {unknown.length > 0 && (
        <p class="notice warning">{t("search:unknown", { words: unknown.map((part) => part.source).join(" ") })}</p>
      )}
      <MediaList
        key={query}
        queryKey={["search", "results", query]}
        fetchPage={(cursor) => findPage(query, cursor)}
        empty={<Empty title={t("search:nothing")} icon={SearchX}><p>{t("search:nothingHint")}</p></Empty>}
        selectionActions={(ids, clear) => <AddToAlbum ids={ids} onDone={clear} />}
      />
      {isSaving && <NewAlbum query={query} onClose={() => setSaving(false)} />}
    </>
  );
}

/** Nothing asked for yet: what was searched before, and what can be. */
function Beginning() {
  const [recent, setRecent] = useState(recentSearches);
  const examples = t("search:examples").split("|");
  return (
    <div class="search-beginning">
      {recent.length > 0 && (
        <section class="stack">
          <h2>{t("search:recent")}</h2>
          <ul class="chips">
            {recent.map((query) => (
              <li key={query}>
                <Link class="chip" href={searchPath(query)}>
                  <Clock size={16} />
                  {query}
                </Link>
              </li>
            ))}
          </ul>
          <div>
            <Button
              onClick={() => {
                forgetSearches();
                setRecent([]);
              }}
            >
              {t("search:forget")}
            </Button>
          </div>
        </section>
      )}
      <section class="stack">
        <h2>{t("search:tryThis")}</h2>
        <ul class="search-examples">
          {examples.map((example) => {
            const [query, meaning] = example.split("=");
            return (
              <li key={example}>
                <Link class="chip" href={searchPath(query!)}>
                  {query}
                </Link>
                <span class="quiet">{meaning}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}
