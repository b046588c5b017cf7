import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";

export type Selection = {
  ids: ReadonlySet<string>;
  /** With `upTo`, everything between the one chosen last and this one. */
  toggle: (id: string, upTo: boolean) => void;
  /** All of some, or none of them when all are chosen already. */
  toggleAll: (ids: string[]) => void;
  clear: () => void;
};

/** What lies between two of an order, both included; just the second one where the first is not there. */
export function between(order: readonly string[], from: string | null, to: string): string[] {
  const start = from === null ? -1 : order.indexOf(from);
  const end = order.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** Which items are chosen. `order` gives the ids as they are shown; Escape clears. */
export function useSelection(order: () => readonly string[]): Selection {
  const [ids, set] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const current = useRef(order);
  current.current = order;

  const toggle = useCallback((id: string, upTo: boolean) => {
    set((before) => {
      const after = new Set(before);
      if (upTo) for (const chosen of between(current.current(), last.current, id)) after.add(chosen);
      else if (!after.delete(id)) after.add(id);
      last.current = id;
      return after;
    });
  }, []);
  const toggleAll = useCallback((some: string[]) => {
    set((before) => {
      const after = new Set(before);
      const all = some.every((id) => before.has(id));
      for (const id of some) if (all) after.delete(id); else after.add(id);
      return after;
    });
  }, []);
  const clear = useCallback(() => {
    last.current = null;
    set((before) => (before.size === 0 ? before : new Set()));
  }, []);

  const isChoosing = ids.size > 0;
  useEffect(() => {
    if (!isChoosing) return;
    const onKey = (event: KeyboardEvent) => {
      // An open dialog takes Escape for itself.
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], .pswp--open")) clear();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isChoosing, clear]);

  return useMemo(() => ({ ids, toggle, toggleAll, clear }), [ids, toggle, toggleAll, clear]);
}
