import type { ComponentChildren, RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import { type Box, neighbour, type Step } from "./layout";
import type { Selection } from "./selection";
import { Tile, type TileItem } from "./Tile";

const steps: Record<string, Step> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export type PlacedItem = { item: TileItem; box: Box; index: number };

/** What a grid of tiles has to know to be walked by keyboard. */
export type Walk = {
  count: number;
  /** Boxes near an index, and where that index is among them. */
  around: (index: number) => { boxes: readonly Box[]; first: number } | null;
  boxOf: (index: number) => Box | null;
};

type GridProps = {
  placed: PlacedItem[];
  element: RefObject<HTMLDivElement>;
  walk: Walk;
  height: number;
  selection: Selection;
  canChoose: boolean;
  hrefOf: (item: TileItem) => string;
  onOpen: (index: number) => void;
  onChoose: (index: number, upTo: boolean) => void;
  label: string;
  children?: ComponentChildren;
};

/** The tiles that are in view, on a surface as high as all of them. Arrows walk, Enter opens, Space chooses. */
export function Grid({ placed, element, walk, height, selection, canChoose, hrefOf, onOpen, onChoose, label, children }: GridProps) {
  const [stop, setStop] = useState(0);
  const wanted = useRef<number | null>(null);
  const isStopShown = placed.some(({ index }) => index === stop);
  const tabStop = isStopShown ? stop : (placed[0]?.index ?? 0);

  useEffect(() => {
    if (wanted.current === null) return;
    const link = element.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const link = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
      if (!link) return;
      const index = Number(link.dataset["index"]);
      if (event.key === " " && canChoose) {
        event.preventDefault();
        onChoose(index, event.shiftKey);
        return;
      }
      const step = steps[event.key];
      const near = step && walk.around(index);
      if (!step || !near || event.altKey || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      const next = Math.min(walk.count - 1, Math.max(0, near.first + neighbour(near.boxes, index - near.first, step)));
      const box = walk.boxOf(next);
      if (next === index || !box) return;
      if (event.shiftKey && canChoose) {
        if (selection.ids.size === 0) onChoose(index, false);
        onChoose(next, true);
      }
      wanted.current = next;
      setStop(next);
      bringIntoView(element.current, box);
    },
    [walk, canChoose, onChoose, selection, element],
  );

  return (
    <div ref={element} class="tiles" role="group" aria-label={label} style={{ height: `${height}px` }} onKeyDown={onKeyDown}>
      {children}
      {placed.map(({ item, box, index }) => (
        <Tile
          key={item.id}
          item={item}
          box={box}
          index={index}
          href={hrefOf(item)}
          isChosen={selection.ids.has(item.id)}
          isChoosing={selection.ids.size > 0}
          isTabStop={index === tabStop}
          canChoose={canChoose}
          onOpen={onOpen}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

/** Scrolls as little as is needed, leaving room for bars at the top and the bottom. */
export function bringIntoView(surface: HTMLElement | null, box: Box): void {
  if (!surface) return;
  const top = surface.getBoundingClientRect().top + box.top;
  const room = 80;
  if (top < room) scrollBy(0, top - room);
  else if (top + box.height > innerHeight - room) scrollBy(0, top + box.height - innerHeight + room);
}

/** Which file the page's address asks to show, and how to ask for another one: what else is in the query stays. */
export function usePhotoInQuery(): { id: string | null; pathFor: (id: string | null) => string; hrefFor: (id: string) => string } {
  const search = useSearch();
  const query = new URLSearchParams(search);
  const pathFor = useCallback((id: string | null) => {
    const changed = new URLSearchParams(location.search);
    if (id === null) changed.delete("photo");
    else changed.set("photo", id);
    const text = changed.toString();
    return text === "" ? "" : `?${text}`;
  }, []);
  const hrefFor = useCallback((id: string) => location.pathname + pathFor(id), [pathFor]);
  return { id: query.get("photo"), pathFor, hrefFor };
}
