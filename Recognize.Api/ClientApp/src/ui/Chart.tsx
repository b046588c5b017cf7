import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import "./chart.css";
import { everyLabel, niceTicks, scale } from "./scales";

export type ChartSeries = { name: string; values: number[] };

type ChartProps = {
  /** What is shown; read out, and the table's caption. */
  title: string;
  /** Of the stretches below the axis: short, and in full for the table and the tip. */
  labels: { short: string; full: string }[];
  series: ChartSeries[];
  /** What stands below the axis, for the table's heading. */
  unit: string;
  height?: number;
  /** Stacked bars, or filled lines one above the other. */
  kind?: "bars" | "areas";
};

const margin = { top: 8, right: 4, bottom: 24, left: 44 };
const labelWidth = 64;

/** Stacked values over stretches of time or of a measure. Its figures are in a table, too, for who cannot see or hover. */
export function Chart({ title, labels, series, unit, height = 200, kind = "bars" }: ChartProps) {
  const { holder, width } = useWidth();
  const totals = labels.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  const ticks = niceTicks(Math.max(0, ...totals));
  const inner = { width: Math.max(0, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
  const y = (value: number) => scale(value, [0, ticks.at(-1)!], [margin.top + inner.height, margin.top]);
  const step = inner.width / Math.max(1, labels.length);
  const every = everyLabel(labels.length, inner.width, labelWidth);
  return (
    <figure class="chart">
      <figcaption class="visually-hidden">{title}</figcaption>
      {series.length > 1 && (
        <ul class="legend" aria-hidden="true">
          {series.map(({ name }, index) => (
            <li key={name}>
              <span class={`swatch series-${index % 5}`} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <div ref={holder} class="chart-holder" style={{ height: `${height}px` }}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={`${title}. ${t("chart.seeTable")}`}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line class="grid-line" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
                <text class="tick" x={margin.left - 6} y={y(tick)} text-anchor="end" dominant-baseline="middle">
                  {formatNumber(tick, { notation: "compact", maximumFractionDigits: 1 })}
                </text>
              </g>
            ))}
            {kind === "bars" ? (
              <Bars {...{ labels, series, step, y }} />
            ) : (
              <Areas {...{ series, count: labels.length, step, y }} />
            )}
            {labels.map((label, index) => (
              <g key={label.full}>
                {index % every === 0 && (
                  <text class="tick" x={margin.left + (index + 0.5) * step} y={height - 6} text-anchor={index === 0 ? "start" : "middle"} dx={index === 0 ? -step / 2 : 0}>
                    {label.short}
                  </text>
                )}
                <rect class="hover" x={margin.left + index * step} y={margin.top} width={step} height={inner.height}>
                  <title>{tipOf(label.full, series, index)}</title>
                </rect>
              </g>
            ))}
          </svg>
        )}
      </div>
      <ChartTable {...{ title, labels, series, unit, totals }} />
    </figure>
  );
}

type DrawProps = { series: ChartSeries[]; step: number; y: (value: number) => number };

function Bars({ labels, series, step, y }: DrawProps & { labels: { full: string }[] }) {
  const gap = Math.min(2, step / 4);
  return (
    <>
      {labels.map((label, index) => {
        let below = 0;
        return series.map(({ name, values }, number) => {
          const value = values[index] ?? 0;
          const from = below;
          below += value;
          return value > 0 ? (
            <rect
              key={`${label.full}-${name}`}
              class={`fill series-${number % 5}`}
              x={margin.left + index * step + gap / 2}
              width={Math.max(1, step - gap)}
              y={y(below)}
              height={Math.max(0.5, y(from) - y(below))}
            />
          ) : null;
        });
      })}
    </>
  );
}

function Areas({ series, count, step, y }: DrawProps & { count: number }) {
  const below = new Array<number>(count).fill(0);
  const x = (index: number) => margin.left + (index + 0.5) * step;
  return (
    <>
      {series.map(({ name, values }, number) => {
        const floor = below.map((value, index) => `${x(index)},${y(value)}`).reverse();
        const top = below.map((value, index) => {
          below[index] = value + (values[index] ?? 0);
          return `${x(index)},${y(below[index]!)}`;
        });
        return (
          <g key={name}>
            <polygon class={`area series-${number % 5}`} points={[...top, ...floor].join(" ")} />
            <polyline class={`line series-${number % 5}`} points={top.join(" ")} />
          </g>
        );
      })}
    </>
  );
}

function tipOf(label: string, series: ChartSeries[], index: number): string {
  const parts = series.filter(({ values }) => (values[index] ?? 0) > 0).map(({ name, values }) => `${name}: ${formatNumber(values[index]!)}`);
  return [label, ...(parts.length > 0 ? parts : [formatNumber(0)])].join("\n");
}

type TableProps = Pick<ChartProps, "title" | "labels" | "series" | "unit"> & { totals: number[] };

/** Rows without anything are left out: a month of nothing is not worth reading out. */
function ChartTable({ title, labels, series, unit, totals }: TableProps) {
  const rows = labels.map((label, index) => ({ label, index })).filter(({ index }) => totals[index]! > 0);
  return (
    <details>
      <summary>{t("chart.table")}</summary>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, index }) => (
              <tr key={label.full}>
                <th scope="row">{label.full}</th>
                {series.map(({ name, values }) => (
                  <td key={name} class="number">
                    {formatNumber(values[index] ?? 0, { maximumFractionDigits: 2 })}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="quiet">{t("chart.nothing")}</p>}
      </div>
    </details>
  );
}

/** The width there is, again whenever it changes; 0 until it is known. */
function useWidth() {
  const holder = useRef<HTMLDivElement>(null);
  const [width, set] = useState(0);
  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    set(element.clientWidth);
    const observer = new ResizeObserver(() => set(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { holder, width };
}
