import { CheckCircle2 } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation, useSearch } from "wouter-preact";
import { address } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { Button } from "../ui/Button";
import { useReconnected } from "../ui/connection";
import { bringIntoView, Grid, type PlacedItem } from "./Grid";
import { visibleRange } from "./layout";
import { closeOver } from "./over";
import type { LightboxSource } from "./lightbox/source";
import { Scrubber } from "./Scrubber";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./selection";
import { TimelineLightbox } from "./TimelineLightbox";
import { heightOf, sectionAt, type Section } from "./timelineLayout";
import type { TileItem } from "./Tile";
import { useKeptPlace } from "./useKeptPlace";
import { useSections } from "./useSections";
import type { TimelineData } from "./useTimeline";
import { useViewport, useWidth } from "./viewport";

type TimelineProps = {
  data: TimelineData;
  /** The file that is shown over the time line. */
  openId: string | null;
  selectionActions: (ids: string[], clear: () => void) => ComponentChildren;
};

/** While somebody scrolls past, nothing is fetched. */
const restBeforeLoading = 90;

/** All photos and videos by day, newest first. Months are loaded, and tiles are made, as they come into view. */
export function Timeline({ data, openId, selectionActions }: TimelineProps) {
  const surface = useRef<HTMLDivElement>(null);
  const width = useWidth(surface);
  const sections = useSections(surface, width, data);
  const at = new URLSearchParams(useSearch()).get("at");
  useKeptPlace(surface, sections, at);
  const seen = useViewport(surface, sections);
  const [, navigate] = useLocation();
  const { itemsOf, load } = data;

  const shown = useMemo(() => sections.filter(({ top, height }) => top < seen.to && top + height > seen.from), [sections, seen]);
  useEffect(() => {
    const timer = setTimeout(() => void load(shown.map(({ month }) => month)), restBeforeLoading);
    return () => clearTimeout(timer);
  }, [shown, load]);
  useReconnected(useCallback(() => void load(shown.map(({ month }) => month)), [shown, load]));

  const itemAt = useCallback(
    (index: number): TileItem | undefined => {
      const section = sectionAt(sections, index);
      return section && itemsOf(section.month)?.[index - section.start];
    },
    [sections, itemsOf],
  );
  const placed = useMemo(() => shown.flatMap((section) => placeItems(section, itemsOf(section.month), seen)), [shown, itemsOf, seen]);
  const selection = useSelection(useCallback(() => sections.flatMap(({ month }) => itemsOf(month)?.map(({ id }) => id) ?? []), [sections, itemsOf]));
  const lastChosen = useRef(0);
  const choose = useCallback(
    async (index: number, upTo: boolean) => {
      const item = itemAt(index);
      if (!item) return;
      // What was scrolled past without being loaded belongs to the range, too.
      if (upTo) await load(monthsBetween(sections, lastChosen.current, index));
      lastChosen.current = index;
      selection.toggle(item.id, upTo);
    },
    [itemAt, load, sections, selection],
  );
  const open = useCallback((index: number) => navigate(`/photos/${itemAt(index)!.id}`, { state: { isOver: true } }), [itemAt, navigate]);
  const walk = useMemo(
    () => ({
      count: sections.reduce((sum, { count }) => sum + count, 0),
      around: (index: number) => around(sections, index),
      boxOf: (index: number) => boxOf(sections, index),
    }),
    [sections],
  );
  const source = useMemo(
    (): LightboxSource => ({
      count: walk.count,
      at: itemAt,
      indexOf: (id) => {
        for (const { month, start } of sections) {
          const index = itemsOf(month)?.findIndex((item) => item.id === id) ?? -1;
          if (index >= 0) return start + index;
        }
        return -1;
      },
      want: (index) => void load(monthsBetween(sections, Math.max(0, index - 3), Math.min(walk.count - 1, index + 3))),
    }),
    [sections, walk, itemAt, itemsOf, load],
  );

  // Whoever turned pages comes back to where the last photo lies.
  const lastOpen = useRef<string | null>(null);
  useEffect(() => {
    if (openId !== null) lastOpen.current = openId;
    else if (lastOpen.current !== null) {
      const index = source.indexOf(lastOpen.current);
      const box = index < 0 ? null : walk.boxOf(index);
      lastOpen.current = null;
      if (box) bringIntoView(surface.current, box);
    }
  }, [openId, source, walk]);

  // Nothing moves under the hands of somebody who is choosing, looking at one photo, or further down.
  const { news, showNews } = data;
  const isBusy = selection.ids.size > 0 || openId !== null;
  useEffect(() => {
    if (news !== null && !isBusy && (news === 0 || scrollY < 200)) showNews();
  }, [news, isBusy, showNews]);

  return (
    <div class="timeline">
      <div class="news" role="status" aria-live="polite">
        {news !== null && news > 0 && !isBusy && (
          <Button
            kind="primary"
            onClick={() => {
              showNews();
              scrollTo({ top: 0 });
            }}
          >
            {t("photos:news", { count: news })}
          </Button>
        )}
      </div>
      <Grid
        placed={placed}
        element={surface}
        walk={walk}
        height={heightOf(sections) || innerHeight}
        selection={selection}
        canChoose
        hrefOf={hrefOf}
        onOpen={open}
        onChoose={choose}
        label={t("photos:grid")}
      >
        {shown.map((section) =>
          section.layout ? (
            <DayHeadings key={section.month} section={section} seen={seen} items={itemsOf(section.month) ?? []} chosen={selection.ids} toggle={selection.toggleAll} />
          ) : (
            <div
              key={section.month}
              class="month-waiting"
              style={{ transform: `translateY(${section.top}px)`, height: `${section.height}px` }}
              aria-hidden="true"
            />
          ),
        )}
      </Grid>
      <Scrubber surface={surface} sections={sections} />
      {selection.ids.size > 0 && (
        <SelectionBar count={selection.ids.size} onClear={selection.clear}>
          {selectionActions([...selection.ids], selection.clear)}
        </SelectionBar>
      )}
      {openId !== null && (
        <TimelineLightbox
          id={openId}
          source={source}
          load={load}
          onMove={(id) => navigate(`/photos/${id}`, { replace: true, state: history.state })}
          onClose={() => closeOver(() => navigate("/", { replace: true }))}
        />
      )}
    </div>
  );
}

const hrefOf = (item: TileItem) => address(`photos/${item.id}`);

type DayHeadingsProps = {
  section: Section;
  seen: { from: number; to: number };
  items: TileItem[];
  chosen: ReadonlySet<string>;
  toggle: (ids: string[]) => void;
};

function DayHeadings({ section, seen, items, chosen, toggle }: DayHeadingsProps) {
  const days = section.layout!.days.filter(({ top }) => section.top + top > seen.from - 60 && section.top + top < seen.to);
  return (
    <>
      {days.map(({ day, left, top, width, start, end }) => {
        const ids = items.slice(start, end).map(({ id }) => id);
        const isChosen = ids.length > 0 && ids.every((id) => chosen.has(id));
        const name = formatDate(`${day}T00:00:00Z`, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
        return (
          <div key={day} class="day" style={{ transform: `translate(${left}px, ${section.top + top}px)`, width: `${width}px` }}>
            <h2 class="ellipsis">{name}</h2>
            <button type="button" role="checkbox" aria-checked={isChosen} aria-label={t("photos:chooseDay", { day: name })} class="icon-button" onClick={() => toggle(ids)}>
              <CheckCircle2 size={20} />
            </button>
          </div>
        );
      })}
    </>
  );
}

function placeItems(section: Section, items: TileItem[] | undefined, seen: { from: number; to: number }): PlacedItem[] {
  if (!section.layout || !items) return [];
  const [start, end] = visibleRange(section.layout.rows, seen.from - section.top, seen.to - section.top);
  return items.slice(start, end).map((item, offset) => {
    const box = section.layout!.boxes[start + offset]!;
    return { item, box: { ...box, top: box.top + section.top }, index: section.start + start + offset };
  });
}

function monthsBetween(sections: Section[], from: number, to: number): string[] {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  return sections.filter(({ start, count }) => start <= high && start + count > low).map(({ month }) => month);
}

/** Boxes of a month and of its neighbours: an arrow key leads no further. */
function around(sections: Section[], index: number) {
  const here = sectionAt(sections, index);
  if (!here) return null;
  const at = sections.indexOf(here);
  const near = sections.slice(Math.max(0, at - 1), at + 2).filter(({ layout }) => layout !== null);
  const boxes = near.flatMap(({ top, layout }) => layout!.boxes.map((box) => ({ ...box, top: box.top + top })));
  return near[0] ? { boxes, first: near[0].start } : null;
}

function boxOf(sections: Section[], index: number) {
  const section = sectionAt(sections, index);
  const box = section?.layout?.boxes[index - section.start];
  return section && box ? { ...box, top: box.top + section.top } : null;
}
