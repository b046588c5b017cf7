import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { scrollToPlace, placeOf } from "./useSections";
import type { Section } from "./timelineLayout";

type Kept = { month: string; inside: number };

/**
 * Where the time line stands is kept with the page's entry in the history, as month and distance: heights are estimates
 * until files are loaded. A page that comes back goes there; one that is opened with a date goes to that month or day.
 */
export function useKeptPlace(surface: RefObject<HTMLElement>, sections: Section[], at: string | null): void {
  const isPlaced = useRef(false);
  const current = useRef(sections);
  current.current = sections;
  const wantedDay = useRef<string | null>(null);
  const placedFor = useRef<string | null>(null);

  useLayoutEffect(() => {
    const before = history.scrollRestoration;
    history.scrollRestoration = "manual";
    return () => {
      history.scrollRestoration = before;
      // The next page begins at its top.
      scrollTo({ top: 0, behavior: "instant" });
    };
  }, []);

  useLayoutEffect(() => {
    if (sections.length === 0 || !surface.current) return;
    const kept = (history.state as { place?: Kept } | null)?.place;
    if (!isPlaced.current && kept) {
      const section = sections.find(({ month }) => month === kept.month);
      if (section) scrollToPlace(surface.current, section.top + kept.inside * section.height);
    } else if (at !== null && placedFor.current !== at) {
      scrollToPlace(surface.current, monthOrEarlier(sections, at.slice(0, 7)).top - 8);
      wantedDay.current = at.length > 7 ? at.slice(0, 10) : null;
    }
    isPlaced.current = true;
    placedFor.current = at;
  }, [sections, at, surface]);

  // A day's place is known only when its month is there.
  useLayoutEffect(() => {
    const wanted = wantedDay.current;
    if (!wanted || !surface.current) return;
    const section = monthOrEarlier(sections, wanted.slice(0, 7));
    if (!section.layout) return;
    wantedDay.current = null;
    const day = section.layout.days.find(({ day }) => day <= wanted) ?? section.layout.days.at(-1);
    if (day) scrollToPlace(surface.current, section.top + day.top - 8);
  }, [sections, surface]);

  useEffect(() => {
    let timer = 0;
    const keep = () => {
      const y = placeOf(surface.current);
      const section = current.current.find(({ top, height }) => y < top + height);
      if (!section) return;
      const place: Kept = { month: section.month, inside: (y - section.top) / section.height };
      history.replaceState({ ...(history.state as object | null), place }, "");
    };
    const ask = () => {
      clearTimeout(timer);
      timer = window.setTimeout(keep, 200);
    };
    addEventListener("scroll", ask, { passive: true });
    return () => {
      clearTimeout(timer);
      removeEventListener("scroll", ask);
    };
  }, [surface]);
}

/** The section of a month, or of the next earlier one that has any files; else the last one. */
export function monthOrEarlier(sections: readonly Section[], month: string): Section {
  return sections.find((section) => section.month <= month) ?? sections.at(-1)!;
}
