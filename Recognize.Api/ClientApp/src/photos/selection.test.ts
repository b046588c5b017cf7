import { describe, expect, it } from "vitest";
import { forEach, pieces } from "./forEach";
import { between } from "./selection";

describe("between", () => {
  const order = ["a", "b", "c", "d"];
  it("takes both ends, whichever comes first", () => {
    expect(between(order, "b", "d")).toEqual(["b", "c", "d"]);
    expect(between(order, "d", "b")).toEqual(["b", "c", "d"]);
    expect(between(order, null, "c")).toEqual(["c"]);
    expect(between(order, "gone", "c")).toEqual(["c"]);
  });
});

describe("forEach", () => {
  it("does all, four at once at most, and counts", async () => {
    let [running, most] = [0, 0];
    const counts: number[] = [];
    const seen: number[] = [];
    await forEach([1, 2, 3, 4, 5, 6, 7, 8, 9], async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(item);
      running--;
    }, (count) => counts.push(count));
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(4);
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("stops at a failure and tells it", async () => {
    const seen: number[] = [];
    const work = forEach(Array.from({ length: 100 }, (_, index) => index), async (item) => {
      seen.push(item);
      if (item === 5) throw new Error("no");
      await Promise.resolve();
    });
    await expect(work).rejects.toThrow("no");
    expect(seen.length).toBeLessThan(20);
  });
});

describe("pieces", () => {
  it("cuts into pieces of a size", () => {
    expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(pieces([], 2)).toEqual([]);
  });
});
