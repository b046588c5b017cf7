import { describe, expect, it } from "vitest";
import { everyLabel, niceTicks, scale, stretches } from "./scales";

describe("niceTicks", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 0.5, 1]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [41, [0, 20, 40, 60]],
    [1999, [0, 500, 1000, 1500, 2000]],
    [123_456, [0, 50_000, 100_000, 150_000]],
  ])("ends at or above %s", (most, expected) => expect(niceTicks(most)).toEqual(expected));

  it("never ends below what it is for", () => {
    for (let most = 0.001; most < 1e7; most *= 1.37) expect(niceTicks(most).at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
  });

  it("bears what is no number", () => expect(niceTicks(Number.NaN)).toEqual([0, 1]));
});

describe("scale", () => {
  it("places values between the ends, downwards too", () => {
    expect(scale(5, [0, 10], [0, 200])).toBe(100);
    expect(scale(2.5, [0, 10], [200, 0])).toBe(150);
  });

  it("stays where it begins when both ends are one", () => expect(scale(3, [3, 3], [10, 90])).toBe(10));
});

describe("everyLabel", () => {
  it.each([
    [48, 480, 60, 6],
    [5, 500, 60, 1],
    [20, 30, 60, 20],
  ])("of %i labels on %i pixels", (count, width, labelWidth, expected) => expect(everyLabel(count, width, labelWidth)).toBe(expected));
});

describe("stretches", () => {
  it("covers the time without its end", () => {
    const from = new Date("2026-01-01T00:00:00Z");
    const all = stretches(from, new Date("2026-01-02T00:00:00Z"), 21_600);
    expect(all.map((time) => time.toISOString().slice(11, 16))).toEqual(["00:00", "06:00", "12:00", "18:00"]);
  });

  it("is empty when the end comes first", () => expect(stretches(new Date(10), new Date(5), 1)).toEqual([]));
});
