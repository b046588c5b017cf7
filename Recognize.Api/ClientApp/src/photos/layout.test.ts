import { describe, expect, it } from "vitest";
import { aspectOf, firstBelow, justify, naturalWidth, neighbour, thumbnailSize, visibleRange } from "./layout";

const photos = (count: number) => Array.from({ length: count }, (_, index) => ({ width: [4000, 3000, 1080, 6000][index % 4]!, height: [3000, 4000, 1920, 1000][index % 4]! }));

describe("justify", () => {
  it("fills every row but the last to the very width, in order and without overlap", () => {
    for (const width of [320, 777, 1280, 2560]) {
      const items = photos(57);
      const { boxes, rows, height } = justify(items, { width, rowHeight: 180, gap: 4 });
      expect(boxes).toHaveLength(57);
      expect(rows[0]!.start).toBe(0);
      expect(rows.at(-1)!.end).toBe(57);
      rows.slice(0, -1).forEach((row, index) => {
        const last = boxes[row.end - 1]!;
        expect(last.left + last.width).toBeCloseTo(width, 5);
        expect(row.height).toBeGreaterThan(180 / 2.5);
        expect(row.height).toBeLessThan(180 * 2.2);
        expect(rows[index + 1]!.start).toBe(row.end);
        expect(rows[index + 1]!.top).toBeCloseTo(row.top + row.height + 4, 5);
      });
      for (const box of boxes) expect(box.left + box.width).toBeLessThanOrEqual(width + 0.001);
      expect(height).toBeCloseTo(rows.at(-1)!.top + rows.at(-1)!.height, 5);
    }
  });

  it("leaves a last row of few at the wanted height", () => {
    const { boxes } = justify([{ width: 100, height: 100 }], { width: 1000, rowHeight: 180, gap: 4 });
    expect(boxes).toEqual([{ left: 0, top: 0, width: 180, height: 180 }]);
  });

  it("keeps a single panorama inside the width", () => {
    const { boxes } = justify([{ width: 20000, height: 1000 }], { width: 320, rowHeight: 180, gap: 4 });
    expect(boxes[0]!.width).toBeCloseTo(320, 5);
  });

  it("has nothing for nothing", () => {
    expect(justify([], { width: 320, rowHeight: 180, gap: 4 })).toEqual({ boxes: [], rows: [], height: 0 });
  });
});

describe("aspectOf", () => {
  it("is square where nothing is known, and cuts what is extreme", () => {
    expect(aspectOf({ width: null, height: null })).toBe(1);
    expect(aspectOf({ width: 0, height: 100 })).toBe(1);
    expect(aspectOf({ width: 100000, height: 10 })).toBe(3);
    expect(aspectOf({ width: 10, height: 100000 })).toBe(0.5);
  });
});

describe("visibleRange", () => {
  const rows = [0, 100, 200, 300].map((top, index) => ({ top, height: 96, start: index * 3, end: index * 3 + 3 }));
  it("takes the rows that touch the part, and no others", () => {
    expect(visibleRange(rows, 97, 199)).toEqual([3, 6]);
    expect(visibleRange(rows, 50, 201)).toEqual([0, 9]);
    expect(visibleRange(rows, -500, -1)).toEqual([0, 0]);
    expect(visibleRange(rows, 1000, 2000)).toEqual([0, 0]);
  });
});

describe("firstBelow", () => {
  it("finds the first that ends below", () => {
    const ends = [10, 20, 20, 30];
    expect([5, 10, 20, 30].map((y) => firstBelow(ends.length, (index) => ends[index]!, y))).toEqual([0, 1, 3, 4]);
  });
});

describe("neighbour", () => {
  const boxes = [0, 1].flatMap((row) => [0, 1, 2].map((column) => ({ left: column * 100 + row * 40, top: row * 100, width: 96, height: 96 })));
  it("walks along the order, and to the nearest of the next row", () => {
    expect(neighbour(boxes, 0, "right")).toBe(1);
    expect(neighbour(boxes, 3, "left")).toBe(2);
    expect(neighbour(boxes, 1, "down")).toBe(4);
    expect(neighbour(boxes, 5, "up")).toBe(2);
    expect(neighbour(boxes, 0, "up")).toBe(0);
    expect(neighbour(boxes, 5, "down")).toBe(5);
    expect(neighbour(boxes, 5, "right")).toBe(5);
  });
});

describe("thumbnailSize", () => {
  it("is as large as the box needs on this screen", () => {
    const photo = { width: 4000, height: 3000 };
    expect(thumbnailSize({ width: 160, height: 120 }, photo, 1)).toBe("small");
    expect(thumbnailSize({ width: 266, height: 200 }, photo, 2)).toBe("medium");
    expect(thumbnailSize({ width: 900, height: 675 }, photo, 2)).toBe("large");
    // A panorama is shown cut: its height decides.
    expect(thumbnailSize({ width: 600, height: 200 }, { width: 10000, height: 1000 }, 1)).toBe("large");
  });
});

describe("naturalWidth", () => {
  it("adds the gaps between", () => {
    expect(naturalWidth([{ width: 1, height: 1 }, { width: 2, height: 1 }], 100, 4)).toBe(304);
    expect(naturalWidth([], 100, 4)).toBe(0);
  });
});
