import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { rowHeightFor } from "./layout";
import { layoutMonth, type MonthLayout, placeMonths, samePlace, type Section } from "./timelineLayout";
import type { TileItem } from "./Tile";
import type { TimelineData } from "./useTimeline";

const gap = 4;

/**
 * The months on their surface. When a month's real height replaces its estimate, or the width changes, the window is
 * scrolled by as much as things moved, before anything is drawn: what is looked at stays where it is.
 */
export function useSections(surface: RefObject<HTMLElement>, width: number, { months, itemsOf, version }: TimelineData): Section[] {
  const layouts = useRef(new Map<string, { items: TileItem[]; width: number; layout: MonthLayout }>());
  const options = useMemo(() => ({ width, rowHeight: rowHeightFor(width), gap }), [width]);
  const layoutOf = useCallback(
    (month: string) => {
      const items = itemsOf(month);
      if (!items) return null;
      const made = layouts.current.get(month);
      if (made?.items === items && made.width === options.width) return made.layout;
      const layout = layoutMonth(items, options);
      layouts.current.set(month, { items, width: options.width, layout });
      return layout;
    },
    [itemsOf, options],
  );
  const sections = useMemo(() => (months && width > 0 ? placeMonths(months, layoutOf, options) : []), [months, width, layoutOf, options, version]);

  const shown = useRef<{ sections: Section[]; y: number }>({ sections: [], y: 0 });
  useEffect(() => {
    const look = () => (shown.current.y = placeOf(surface.current));
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, [surface]);
  useLayoutEffect(() => {
    const before = shown.current;
    if (before.sections.length > 0 && before.sections !== sections && surface.current) {
      const y = samePlace(before.sections, sections, before.y);
      if (Math.abs(y - before.y) >= 1) scrollToPlace(surface.current, y);
      before.y = y;
    }
    before.sections = sections;
  }, [sections, surface]);
  return sections;
}

/** How far the surface is scrolled past the top of the window. */
export const placeOf = (surface: HTMLElement | null): number => (surface ? -surface.getBoundingClientRect().top : 0);

/** Scrolls so that a height of the surface is at the top of the window. */
export function scrollToPlace(surface: HTMLElement, y: number): void {
  scrollTo({ top: surface.getBoundingClientRect().top + scrollY + y, behavior: "instant" });
}

