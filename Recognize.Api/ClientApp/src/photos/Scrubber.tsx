import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { heightOf, type Section } from "./timelineLayout";
import { placeOf, scrollToPlace } from "./useSections";

type ScrubberProps = { surface: RefObject<HTMLElement>; sections: Section[] };

/** Years closer together than this would lie on each other, as a share of the bar. */
const closest = 0.035;

/** All months along the window's edge: drag, or use the arrow keys, to get to a date. */
export function Scrubber({ surface, sections }: ScrubberProps) {
  const bar = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(0);
  const [isMoving, setMoving] = useState(false);
  const isDragging = useRef(false);
  const height = heightOf(sections);
  const current = useRef({ sections, height });
  current.current = { sections, height };

  useEffect(() => {
    let frame = 0;
    let rest = 0;
    const look = () => {
      frame = 0;
      const all = Math.max(1, current.current.height - innerHeight);
      setShare(Math.min(1, Math.max(0, placeOf(surface.current) / all)));
      setMoving(true);
      clearTimeout(rest);
      rest = window.setTimeout(() => setMoving(isDragging.current), 1_200);
    };
    const ask = () => (frame ||= requestAnimationFrame(look));
    addEventListener("scroll", ask, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      removeEventListener("scroll", ask);
    };
  }, [surface]);

  const y = share * Math.max(1, height - innerHeight);
  const index = Math.max(0, sections.findIndex((section) => y < section.top + section.height));
  const here = sections[index];
  if (!here || height < innerHeight * 3) return null;

  const goTo = (clientY: number) => {
    const area = bar.current!.getBoundingClientRect();
    const to = Math.min(1, Math.max(0, (clientY - area.top) / area.height));
    scrollToPlace(surface.current!, to * Math.max(1, height - innerHeight));
  };
  const step = (to: number) => {
    const section = sections[Math.min(sections.length - 1, Math.max(0, to))]!;
    scrollToPlace(surface.current!, section.top + 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const year = here.month.slice(0, 4);
    if (event.key === "ArrowDown" || event.key === "ArrowRight") step(index + 1);
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") step(index - 1);
    else if (event.key === "PageDown") step(sections.findIndex(({ month }) => month.slice(0, 4) < year) >= 0 ? sections.findIndex(({ month }) => month.slice(0, 4) < year) : sections.length - 1);
    else if (event.key === "PageUp") step(sections.findLastIndex(({ month }) => month.slice(0, 4) > year));
    else if (event.key === "Home") step(0);
    else if (event.key === "End") step(sections.length - 1);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={bar}
      class={`scrubber${isMoving ? " is-moving" : ""}`}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("photos:scrubber")}
      aria-valuemin={0}
      aria-valuemax={sections.length - 1}
      aria-valuenow={index}
      aria-valuetext={monthName(here.month)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        isDragging.current = true;
        bar.current!.setPointerCapture(event.pointerId);
        goTo(event.clientY);
      }}
      onPointerMove={(event) => isDragging.current && goTo(event.clientY)}
      onPointerUp={() => (isDragging.current = false)}
      onPointerCancel={() => (isDragging.current = false)}
    >
      {yearMarks(sections, height).map(({ year, at }) => (
        <span key={year} class="scrubber-year" style={{ top: `${at * 100}%` }} aria-hidden="true">
          {year}
        </span>
      ))}
      <span class="scrubber-thumb" style={{ top: `${share * 100}%` }} aria-hidden="true">
        <span>{monthName(here.month)}</span>
      </span>
    </div>
  );
}

export const monthName = (month: string): string => formatDate(`${month}-01T00:00:00Z`, { month: "long", year: "numeric", timeZone: "UTC" });

/** Where each year begins, without those that have no room. */
export function yearMarks(sections: readonly Section[], height: number): { year: string; at: number }[] {
  const marks: { year: string; at: number }[] = [];
  let last = "";
  for (const { month, top } of sections) {
    const year = month.slice(0, 4);
    const at = top / Math.max(1, height);
    if (year !== last && (marks.length === 0 || at - marks.at(-1)!.at >= closest) && at < 0.98) marks.push({ year, at });
    last = year;
  }
  return marks;
}
