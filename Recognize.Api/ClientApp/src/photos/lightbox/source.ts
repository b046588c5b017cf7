import type { TileItem } from "../Tile";

/** What a lightbox walks through; `at` answers undefined for what is not loaded yet. */
export type LightboxSource = {
  count: number;
  at: (index: number) => TileItem | undefined;
  /** -1 where it is not known, or not yet. */
  indexOf: (id: string) => number;
  /** The lightbox is at this index: what lies around it will be asked for next. */
  want: (index: number) => void;
};

/** One file alone: of a list that has it no longer, or not yet. */
export const onlyOf = (item: TileItem): LightboxSource => ({
  count: 1,
  at: (index) => (index === 0 ? item : undefined),
  indexOf: (id) => (id === item.id ? 0 : -1),
  want: () => undefined,
});
