import { useQuery } from "@tanstack/preact-query";
import { ChevronRight, Search } from "lucide-preact";
import { Link } from "wouter-preact";
import { AddToAlbum } from "../albums/AddToAlbum";
import { countText } from "../albums/AlbumCard";
import { answer, api } from "../api/client";
import { nameOf, t } from "../i18n";
import { MediaList } from "../photos/MediaList";
import { quote, searchPath } from "../search/terms";
import { Page } from "../ui/Page";
import { Empty, Loaded } from "../ui/states";
import { TagChips, TagGrid } from "./TagCard";
import { type Tag, tagPath } from "./tags";

const useTag = (id: string | null | undefined) =>
  useQuery({
    queryKey: ["tags", "one", id],
    queryFn: () => answer(api.GET("/api/tags/{id}", { params: { path: { id: id! } } })),
    enabled: id !== null && id !== undefined,
  });

/** What carries a tag, with the tags below it and those it is often together with. */
export function TagPage({ id }: { id: string }) {
  const tag = useTag(id);
  return <Loaded query={tag}>{(found) => <LoadedTag tag={found} />}</Loaded>;
}

function LoadedTag({ tag }: { tag: Tag }) {
  const parent = useTag(tag.parentId);
  const below = useQuery({
    queryKey: ["tags", "below", tag.id],
    queryFn: () => answer(api.GET("/api/tags", { params: { query: { parent: tag.id, limit: 100 } } })),
  });
  const related = useQuery({
    queryKey: ["tags", "related", tag.id],
    queryFn: () => answer(api.GET("/api/tags/{id}/related", { params: { path: { id: tag.id } } })),
  });
  const children = below.data?.items ?? [];
  // Those above and below are reached otherwise.
  const others = (related.data?.items ?? []).filter((other) => other.id !== tag.parentId && !children.some((child) => child.id === other.id));
  return (
    <Page
      title={nameOf(tag)}
      actions={
        <Link class="button" href={searchPath(`tag:${quote(nameOf(tag))} `)}>
          <Search size={18} />
          {t("explore:searchWithin")}
        </Link>
      }
    >
      <nav class="row" aria-label={t("explore:path")}>
        <Link href="/explore">{t("nav.explore")}</Link>
        {parent.data && (
          <>
            <ChevronRight size={16} />
            <Link href={tagPath(parent.data.id)}>{nameOf(parent.data)}</Link>
          </>
        )}
        <ChevronRight size={16} />
        <span class="quiet">{countText(tag.mediaCount)}</span>
      </nav>
      {children.length > 0 && (
        <section class="stack" aria-labelledby="below">
          <h2 id="below">{t("explore:below")}</h2>
          <div class="below">
            <TagGrid tags={children} />
          </div>
        </section>
      )}
      {others.length > 0 && (
        <section class="stack" aria-labelledby="related">
          <h2 id="related">{t("explore:related")}</h2>
          <TagChips tags={others} />
        </section>
      )}
      <MediaList
        key={tag.id}
        queryKey={["tags", "media", tag.id]}
        fetchPage={(cursor) => answer(api.GET("/api/tags/{id}/media", { params: { path: { id: tag.id }, query: { cursor: cursor ?? undefined } } }))}
        empty={<Empty title={t("explore:noFiles")} />}
        selectionActions={(ids, clear) => <AddToAlbum ids={ids} onDone={clear} />}
      />
    </Page>
  );
}
