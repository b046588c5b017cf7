import { type Box, justify, naturalWidth, type Row, type Sized } from "./layout";

/** One day of a month: its heading, and which of the month's files are its. */
export type DayPlace = { day: string; left: number; top: number; width: number; start: number; end: number };

export type MonthLayout = { height: number; boxes: Box[]; rows: Row[]; days: DayPlace[] };

export type TimelineOptions = { width: number; rowHeight: number; gap: number };

export const headingHeight = 44;
const dayGap = 16;
/** Room that a day's heading takes at least. */
const narrowestDay = 112;

type Dated = Sized & { at: string };

/** Where each of the days begins and ends in a list that is in order of time. */
export function daysOf(items: readonly Dated[]): { day: string; start: number; end: number }[] {
  const days: { day: string; start: number; end: number }[] = [];
  items.forEach(({ at }, index) => {
    const day = at.slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.end = index + 1;
    else days.push({ day, start: index, end: index + 1 });
  });
  return days;
}

/** Lays a month out day by day; days of few files share a row. */
export function layoutMonth(items: readonly Dated[], { width, rowHeight, gap }: TimelineOptions): MonthLayout {
  const layout: MonthLayout = { height: 0, boxes: [], rows: [], days: [] };
  const days = daysOf(items).map((day) => ({
    ...day,
    width: Math.max(narrowestDay, naturalWidth(items.slice(day.start, day.end), rowHeight, gap)),
  }));
  let y = 0;
  for (let first = 0; first < days.length; ) {
    let last = first;
    let used = days[first]!.width;
    while (last + 1 < days.length && used + dayGap + days[last + 1]!.width <= width) used += dayGap + days[++last]!.width;
    y = first === last ? addWhole(layout, items, days[first]!, y, { width, rowHeight, gap }) : addBand(layout, items, days.slice(first, last + 1), y, { rowHeight, gap });
    first = last + 1;
  }
  layout.height = y;
  return layout;
}

type MeasuredDay = { day: string; start: number; end: number; width: number };

function addWhole(layout: MonthLayout, items: readonly Dated[], day: MeasuredDay, y: number, options: TimelineOptions): number {
  const top = y + headingHeight;
  const justified = justify(items.slice(day.start, day.end), options, top);
  layout.days.push({ day: day.day, start: day.start, end: day.end, left: 0, top: y, width: options.width });
  layout.boxes.push(...justified.boxes);
  for (const row of justified.rows) layout.rows.push({ ...row, start: row.start + day.start, end: row.end + day.start });
  return top + justified.height + options.gap;
}

function addBand(layout: MonthLayout, items: readonly Dated[], days: MeasuredDay[], y: number, { rowHeight, gap }: { rowHeight: number; gap: number }): number {
  const top = y + headingHeight;
  let left = 0;
  for (const day of days) {
    layout.days.push({ day: day.day, start: day.start, end: day.end, left, top: y, width: day.width });
    layout.boxes.push(...justify(items.slice(day.start, day.end), { width: day.width + 1, rowHeight, gap }, top, left).boxes);
    left += day.width + dayGap;
  }
  layout.rows.push({ top, height: rowHeight, start: days[0]!.start, end: days.at(-1)!.end });
  return top + rowHeight + gap;
}

/** About how high a month will be whose files are not known yet: most photos are a third wider than high. */
export function estimateMonth(count: number, { width, rowHeight, gap }: TimelineOptions): number {
  const perRow = Math.max(1, width / (rowHeight * 1.36 + gap));
  const days = Math.min(count, 31, 2 + count / 5);
  const bands = Math.min(days, Math.ceil(count / perRow));
  // A day's last row is half empty on average.
  const rows = Math.max(bands, count / perRow + (bands > 1 ? bands / 3 : 0));
  return Math.round(Math.ceil(rows) * (rowHeight + gap) + bands * headingHeight);
}

/** A month on the surface: from where, and how high. */
export type Section = { month: string; top: number; height: number; start: number; count: number; layout: MonthLayout | null };

export type MonthCount = { month: string; count: number };

/** Puts the months below each other: those whose files are known as they are, the others by estimate. */
export function placeMonths(months: readonly MonthCount[], layoutOf: (month: string) => MonthLayout | null, options: TimelineOptions): Section[] {
  let top = 0;
  let start = 0;
  return months.map(({ month, count }) => {
    const layout = layoutOf(month);
    const section = {
      month, top, start, layout,
      height: layout?.height ?? estimateMonth(count, options),
      count: layout?.boxes.length ?? count,
    };
    top += section.height;
    start += section.count;
    return section;
  });
}

export const heightOf = (sections: readonly Section[]): number => {
  const last = sections.at(-1);
  return last ? last.top + last.height : 0;
};

/** The place in new sections of what was at `y` in the old ones: what is looked at stays where it is. */
export function samePlace(before: readonly Section[], after: readonly Section[], y: number): number {
  if (y <= 0) return y;
  const was = before.find((section) => y < section.top + section.height) ?? before.at(-1);
  const is = after.find((section) => section.month === was?.month);
  if (!was || !is) return y;
  const inside = y - was.top;
  // Between a guess and the real thing only the share is comparable.
  const isSame = (was.layout === null) === (is.layout === null);
  return is.top + (isSame ? inside : (inside / was.height) * is.height);
}

/** The section that holds the file of an index over all months. */
export function sectionAt(sections: readonly Section[], index: number): Section | undefined {
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sections[middle]!.start + sections[middle]!.count > index) high = middle;
    else low = middle + 1;
  }
  return sections[low];
}
