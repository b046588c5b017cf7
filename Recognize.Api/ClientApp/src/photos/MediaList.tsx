import "./photos.css";
import { useInfiniteQuery } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "wouter-preact";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { ErrorState, isGone, Loading } from "../ui/states";
import { messageOf } from "../ui/toasts";
import { Grid, type PlacedItem, usePhotoInQuery } from "./Grid";
import { justify, rowHeightFor, visibleRange } from "./layout";
import { LazyLightbox } from "./lightbox/LazyLightbox";
import type { LightboxSource } from "./lightbox/source";
import { closeOver } from "./over";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./selection";
import type { TileItem } from "./Tile";
import { useViewport, useWidth } from "./viewport";

type MediaListProps = {
  queryKey: unknown[];
  fetchPage: (cursor: string | null) => Promise<{ items: Schemas["MediaSummary"][]; next: string | null }>;
  empty: ComponentChildren;
  /** Actions for chosen files; without it nothing can be chosen. */
  selectionActions?: (ids: string[], clear: () => void) => ComponentChildren;
};

const gap = 4;

/**
 * Files of a list in rows of equal height. Further pages come as the end comes into view; a click opens the file, whose id
 * then stands in the address as `photo`, so that the page behind stays.
 */
export function MediaList({ queryKey, fetchPage, empty, selectionActions }: MediaListProps) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.items.map(toTile)), [query.data]);
  if (query.data === undefined || isGone(query.error)) return query.error ? <ErrorState error={query.error} onRetry={() => query.refetch()} /> : <Loading />;
  if (items.length === 0) return <>{empty}</>;
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <>
      <LoadedList items={items} hasMore={query.hasNextPage && !query.error} more={more} selectionActions={selectionActions} />
      {query.isFetchingNextPage && (
        <div class="list-end" role="status">
          <span class="spinner" aria-hidden="true" />
          <span class="visually-hidden">{t("state.loading")}</span>
        </div>
      )}
      {query.isFetchNextPageError && query.error && (
        <div class="list-end" role="alert">
          <p>{messageOf(query.error)}</p>
          <Button onClick={() => query.fetchNextPage()}>{t("action.retry")}</Button>
        </div>
      )}
    </>
  );
}

type LoadedListProps = {
  items: TileItem[];
  hasMore: boolean;
  more: () => void;
  selectionActions: MediaListProps["selectionActions"];
};

function LoadedList({ items, hasMore, more, selectionActions }: LoadedListProps) {
  const surface = useRef<HTMLDivElement>(null);
  const width = useWidth(surface);
  const seen = useViewport(surface);
  const [path, navigate] = useLocation();
  const photo = usePhotoInQuery();
  const selection = useSelection(useCallback(() => items.map((item) => item.id), [items]));
  const layout = useMemo(
    () => (width === 0 ? null : justify(items, { width, rowHeight: rowHeightFor(width), gap })),
    [items, width],
  );

  // The sentinel is the height itself: the next page is asked for while its place is still below the window.
  const isNearEnd = layout !== null && seen.to >= layout.height;
  useEffect(() => {
    if (isNearEnd && hasMore) more();
  }, [isNearEnd, hasMore, items.length]);

  const placed = useMemo((): PlacedItem[] => {
    if (!layout) return [];
    const [start, end] = visibleRange(layout.rows, seen.from, seen.to);
    return items.slice(start, end).map((item, offset) => ({ item, box: layout.boxes[start + offset]!, index: start + offset }));
  }, [layout, items, seen]);

  const walk = useMemo(
    () => ({
      count: items.length,
      around: () => (layout ? { boxes: layout.boxes, first: 0 } : null),
      boxOf: (index: number) => layout?.boxes[index] ?? null,
    }),
    [items, layout],
  );
  const open = useCallback(
    (index: number) => navigate(path + photo.pathFor(items[index]!.id), { state: { isOver: true } }),
    [items, path, navigate, photo.pathFor],
  );
  const choose = useCallback((index: number, upTo: boolean) => selection.toggle(items[index]!.id, upTo), [items, selection]);
  const hrefOf = useCallback((item: TileItem) => photo.hrefFor(item.id), [photo.hrefFor]);
  const source = useMemo(
    (): LightboxSource => ({
      count: items.length,
      at: (index) => items[index],
      indexOf: (id) => items.findIndex((item) => item.id === id),
      want: (index) => {
        if (index >= items.length - 5 && hasMore) more();
      },
    }),
    [items, hasMore, more],
  );

  return (
    <>
      <Grid
        placed={placed}
        element={surface}
        walk={walk}
        height={layout?.height ?? 400}
        selection={selection}
        canChoose={selectionActions !== undefined}
        hrefOf={hrefOf}
        onOpen={open}
        onChoose={choose}
        label={t("photos:grid")}
      />
      {selectionActions && selection.ids.size > 0 && (
        <SelectionBar count={selection.ids.size} onClear={selection.clear}>
          {selectionActions([...selection.ids], selection.clear)}
        </SelectionBar>
      )}
      {photo.id !== null && (
        <LazyLightbox
          id={photo.id}
          source={source}
          onMove={(id) => navigate(path + photo.pathFor(id), { replace: true, state: history.state })}
          onClose={() => closeOver(() => navigate(path + photo.pathFor(null), { replace: true }))}
        />
      )}
    </>
  );
}

const toTile = (item: Schemas["MediaSummary"]): TileItem => ({ ...item, at: `${item.localAt}Z` });
