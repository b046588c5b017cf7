/** Round steps for an axis from 0 to at least `most`: about `count` of them, each 1, 2 or 5 times a power of ten. */
export function niceTicks(most: number, count = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough - power * 1e-9)!;
  const steps = Math.ceil(most / step - 1e-9);
  // Multiplied, not added up: 0.1 + 0.2 is not 0.3.
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Where a value lies between two ends, in pixels. */
export function scale(value: number, from: readonly [number, number], to: readonly [number, number]): number {
  const length = from[1] - from[0];
  return length === 0 ? to[0] : to[0] + ((value - from[0]) / length) * (to[1] - to[0]);
}

/** Which of `count` labels fit below an axis: evenly spaced, the first one always. */
export function everyLabel(count: number, width: number, labelWidth: number): number {
  const fitting = Math.max(1, Math.floor(width / labelWidth));
  return Math.max(1, Math.ceil(count / fitting));
}

/** The beginnings of equal stretches of time, the end not included. */
export function stretches(from: Date, to: Date, stepSeconds: number): Date[] {
  const count = Math.max(0, Math.round((to.getTime() - from.getTime()) / (stepSeconds * 1000)));
  return Array.from({ length: count }, (_, index) => new Date(from.getTime() + index * stepSeconds * 1000));
}
