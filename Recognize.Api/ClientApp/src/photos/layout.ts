/** What the layout needs to know of a picture. */
export type Sized = { width: number | null; height: number | null };

export type Box = { left: number; top: number; width: number; height: number };

/** A row of pictures: those from `start` up to `end`, not included. */
export type Row = { top: number; height: number; start: number; end: number };

export type Justified = { boxes: Box[]; rows: Row[]; height: number };

export type RowOptions = { width: number; rowHeight: number; gap: number };

/** A panorama or a long scan is shown cut, lest it make its whole row a strip. */
const narrowest = 0.5;
const widest = 3;

/** Width by height; a square where nothing is known. */
export function aspectOf({ width, height }: Sized): number {
  if (!width || !height) return 1;
  return Math.min(widest, Math.max(narrowest, width / height));
}

/** Higher rows where there is room. */
export function rowHeightFor(width: number): number {
  return width < 480 ? 118 : width < 900 ? 160 : 200;
}

/** Rows that fill the width, each of one height near the wanted one; the last row keeps the wanted height. */
export function justify(items: readonly Sized[], { width, rowHeight, gap }: RowOptions, top = 0, left = 0): Justified {
  const boxes: Box[] = [];
  const rows: Row[] = [];
  let y = top;
  let start = 0;
  while (start < items.length) {
    const row = fill(items, start, width, rowHeight, gap);
    let x = left;
    for (let index = start; index < row.end; index++) {
      const size = aspectOf(items[index]!) * row.height;
      boxes.push({ left: x, top: y, width: size, height: row.height });
      x += size + gap;
    }
    rows.push({ top: y, height: row.height, start, end: row.end });
    y += row.height + gap;
    start = row.end;
  }
  return { boxes, rows, height: Math.max(0, y - gap - top) };
}

/** Takes pictures until the row is full; the last one goes to the next row if the row is nearer to the wanted height without it. */
function fill(items: readonly Sized[], start: number, width: number, rowHeight: number, gap: number): { end: number; height: number } {
  let sum = 0;
  for (let end = start; end < items.length; end++) {
    const without = end > start ? (width - (end - start - 1) * gap) / sum : Infinity;
    sum += aspectOf(items[end]!);
    const height = (width - (end - start) * gap) / sum;
    if (height > rowHeight) continue;
    return without / rowHeight < rowHeight / height ? { end, height: without } : { end: end + 1, height };
  }
  return { end: items.length, height: Math.min(rowHeight, (width - (items.length - start - 1) * gap) / sum) };
}

/** Width of the pictures side by side at the given height. */
export function naturalWidth(items: readonly Sized[], height: number, gap: number): number {
  return items.reduce((sum, item) => sum + aspectOf(item) * height, 0) + Math.max(0, items.length - 1) * gap;
}

/** The first of `count` things, in order from top to bottom, that ends below `y`. */
export function firstBelow(count: number, bottomOf: (index: number) => number, y: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bottomOf(middle) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Items of the rows that lie between two heights, as [start, end). */
export function visibleRange(rows: readonly Row[], from: number, to: number): [number, number] {
  const first = firstBelow(rows.length, (index) => rows[index]!.top + rows[index]!.height, from);
  let last = first;
  while (last < rows.length && rows[last]!.top < to) last++;
  return first === last ? [0, 0] : [rows[first]!.start, rows[last - 1]!.end];
}

export type Step = "left" | "right" | "up" | "down";

/** Where an arrow key leads: the next picture of the order, or the nearest one of the row above or below. */
export function neighbour(boxes: readonly Box[], index: number, step: Step): number {
  if (step === "left") return Math.max(0, index - 1);
  if (step === "right") return Math.min(boxes.length - 1, index + 1);
  const here = boxes[index];
  if (!here) return index;
  const middle = here.left + here.width / 2;
  const direction = step === "up" ? -1 : 1;
  let best = index;
  let bestDistance = Infinity;
  let rowTop: number | null = null;
  for (let other = index + direction; other >= 0 && other < boxes.length; other += direction) {
    const box = boxes[other]!;
    if (Math.abs(box.top - here.top) < 1) continue;
    if (rowTop !== null && Math.abs(box.top - rowTop) >= 1) break;
    rowTop = box.top;
    const distance = Math.abs(box.left + box.width / 2 - middle);
    if (distance < bestDistance) [best, bestDistance] = [other, distance];
  }
  return best;
}

/** The size of thumbnail that is sharp for a box: their longer sides are 256, 640 and 1280 pixels. */
export function thumbnailSize(box: { width: number; height: number }, item: Sized, pixelRatio: number): "small" | "medium" | "large" {
  const aspect = item.width && item.height ? item.width / item.height : 1;
  // The picture covers the box: its shorter way over it decides.
  const wanted = Math.max(box.width, box.height * aspect, box.height, box.width / aspect) * Math.min(pixelRatio, 2);
  // A little unsharpness is not seen; four times the bytes are.
  return wanted <= 256 * 1.25 ? "small" : wanted <= 640 * 1.25 ? "medium" : "large";
}
