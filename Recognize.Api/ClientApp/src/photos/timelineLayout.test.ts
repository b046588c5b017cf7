import { describe, expect, it } from "vitest";
import { daysOf, estimateMonth, heightOf, layoutMonth, placeMonths, samePlace, sectionAt } from "./timelineLayout";

const options = { width: 1000, rowHeight: 200, gap: 4 };
const item = (at: string, width = 4000, height = 3000) => ({ at, width, height });
const month = (days: number[], name = "2019-07") =>
  days.flatMap((count, index) => Array.from({ length: count }, (_, n) => item(`${name}-${String(28 - index).padStart(2, "0")}T1${n % 10}:00:00Z`)));

describe("daysOf", () => {
  it("cuts where the day changes", () => {
    expect(daysOf(month([2, 1, 3]))).toEqual([
      { day: "2019-07-28", start: 0, end: 2 },
      { day: "2019-07-27", start: 2, end: 3 },
      { day: "2019-07-26", start: 3, end: 6 },
    ]);
  });
});

describe("layoutMonth", () => {
  it("gives every file a place inside, every day a heading above its files, and no two files the same place", () => {
    const items = month([1, 1, 40, 2, 1, 1, 9]);
    const { boxes, rows, days, height } = layoutMonth(items, options);
    expect(boxes).toHaveLength(items.length);
    expect(days.map(({ start, end }) => [start, end])).toEqual(daysOf(items).map(({ start, end }) => [start, end]));
    for (const day of days) {
      for (const box of boxes.slice(day.start, day.end)) {
        expect(box.top).toBeGreaterThanOrEqual(day.top + 40);
        expect(box.left).toBeGreaterThanOrEqual(day.left);
        expect(box.left + box.width).toBeLessThanOrEqual(options.width + 0.01);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
      }
    }
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      const apart = a.left + a.width <= b.left + 0.01 || b.left + b.width <= a.left + 0.01 || a.top + a.height <= b.top + 0.01 || b.top + b.height <= a.top + 0.01;
      expect(apart).toBe(true);
    }));
    expect(rows.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, n) => start + n))).toEqual(items.map((_, index) => index));
  });

  it("puts days of few files side by side", () => {
    const { days } = layoutMonth(month([1, 1, 1]), options);
    expect(new Set(days.map(({ top }) => top)).size).toBe(1);
  });
});

describe("estimateMonth", () => {
  it("is near to what ordinary months come to", () => {
    for (const days of [[5], [1, 1, 2], Array(20).fill(12), Array(28).fill(27), [300]]) {
      const real = layoutMonth(month(days as number[]), options).height;
      const guess = estimateMonth(month(days as number[]).length, options);
      expect(guess / real).toBeGreaterThan(0.55);
      expect(guess / real).toBeLessThan(1.8);
    }
  });
});

describe("placeMonths", () => {
  const months = [{ month: "2019-08", count: 30 }, { month: "2019-07", count: 300 }, { month: "2019-06", count: 50 }];
  const real = layoutMonth(month([10, 40, 250]), options);
  const before = placeMonths(months, () => null, options);
  const after = placeMonths(months, (name) => (name === "2019-07" ? real : null), options);

  it("lays months below each other", () => {
    expect(before.map(({ start }) => start)).toEqual([0, 30, 330]);
    expect(before[1]!.top).toBe(before[0]!.height);
    expect(heightOf(before)).toBe(before[2]!.top + before[2]!.height);
    expect(heightOf([])).toBe(0);
  });

  it("keeps what is looked at where it is when a month above gets its real height", () => {
    const inJune = before[2]!.top + 123;
    expect(samePlace(before, after, inJune)).toBeCloseTo(after[2]!.top + 123, 5);
    expect(samePlace(before, after, 20)).toBe(20);
    // In the month itself its share is kept.
    const middle = before[1]!.top + before[1]!.height / 2;
    expect(samePlace(before, after, middle)).toBeCloseTo(after[1]!.top + after[1]!.height / 2, 5);
    // Above the grid nothing moves.
    expect(samePlace(before, after, -40)).toBe(-40);
  });

  it("finds the month of a file by its number", () => {
    expect([0, 29, 30, 329, 330, 379].map((index) => sectionAt(before, index)?.month)).toEqual(["2019-08", "2019-08", "2019-07", "2019-07", "2019-06", "2019-06"]);
    expect(sectionAt(before, 380)).toBeUndefined();
  });
});
