import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useState } from "preact/hooks";

/** The part of an element that is in the window, from its top: with what lies close above and below. */
export type Viewport = { from: number; to: number };

const ahead = 0.9;
const step = 160;

/**
 * Follows scrolling, once for each frame; changes only after a good way, so that not every frame draws anew. Looks again at
 * once when `content` has changed, which may have moved the page.
 */
export function useViewport(element: RefObject<HTMLElement>, content: unknown = null): Viewport {
  const [seen, set] = useState<Viewport>({ from: 0, to: window.innerHeight * 2 });
  const look = useCallback(() => {
    const top = element.current ? -element.current.getBoundingClientRect().top : 0;
    const height = window.innerHeight;
    const from = Math.floor((top - height * ahead) / step) * step;
    const to = Math.ceil((top + height * (1 + ahead)) / step) * step;
    set((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, [element]);
  useLayoutEffect(look, [look, content]);
  useEffect(() => {
    let frame = 0;
    const ask = () =>
      (frame ||= requestAnimationFrame(() => {
        frame = 0;
        look();
      }));
    addEventListener("scroll", ask, { passive: true });
    addEventListener("resize", ask);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", ask);
      removeEventListener("resize", ask);
    };
  }, [look]);
  return seen;
}

/** The width of an element in whole pixels; 0 until it was measured. */
export function useWidth(element: RefObject<HTMLElement>): number {
  const [width, set] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const look = () => set(Math.floor(measured.clientWidth));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
