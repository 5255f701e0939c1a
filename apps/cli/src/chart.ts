import { escaped } from "./html.ts";

/** A line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Lowest and highest value at each point, drawn as a band behind the line. */
  readonly spread?: readonly (readonly [low: number, high: number])[];
  /** Which colour, from 0; lines of one meaning share it on all charts. @default its place */
  readonly tone?: number;
  /** A line to compare with, not a result. */
  readonly dashed?: boolean;
}

/** How a chart reads its numbers. */
export interface ChartOptions {
  /** Shares as percentages. */
  readonly percent?: boolean;
  /** Equal factors of x are equal distances. */
  readonly logX?: boolean;
  /** What x counts. */
  readonly xLabel?: string;
  /** Smallest range of y. */
  readonly range?: readonly [low: number, high: number];
}

/** Where numbers are on the paper. */
interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const WIDTH = 480;
const HEIGHT = 270;
const LEFT = 46;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 40;
/** So many points are a line without dots. */
const MANY = 40;
/** Colours that a page's style sheet has. */
const TONES = 6;

/** Lines over a common horizontal axis, as a figure with a legend. */
export function lineChart(
  label: string,
  series: readonly Series[],
  options: ChartOptions = {},
): string {
  const [low, high, step] = niceRange(heights(series, options));
  const scale = scaleOf(series, options, [low, high]);
  const lines = series.map((line, index) => drawn(line, line.tone ?? index, scale));
  const legend = series.map(
    ({ name, tone, dashed }, index) =>
      `<span><i class="tone${toneOf(tone ?? index)}${dashed ? " dashed" : ""}"></i>${escaped(name)}</span>`,
  );
  return `<figure><figcaption><b>${escaped(label)}</b>${legend.join("")}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(label)}">${yAxis(low, high, step, scale, options)}${xAxis(series, scale, options)}${lines.join("")}</svg></figure>`;
}

function drawn(line: Series, index: number, scale: Scale): string {
  const { points, dashed } = line;
  const shape = points.length === 1 ? mark(line, scale) : path(line, scale);
  const dots = dashed || points.length > MANY ? "" : dotsOf(line, scale);
  return `<g class="tone${toneOf(index)}${dashed ? " dashed" : ""}">${shape}${dots}</g>`;
}

/** A line through its points, on the band of its spread. */
function path({ points, spread }: Series, { x, y }: Scale): string {
  const at = (a: number, b: number) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`;
  const edge = (side: 0 | 1) =>
    (spread ?? []).map((ends, i) => at(points[i]?.[0] ?? 0, ends[side]));
  const band =
    spread === undefined
      ? ""
      : `<polygon class="band" points="${[...edge(0), ...edge(1).reverse()].join(" ")}"/>`;
  return `${band}<polyline points="${points.map(([a, b]) => at(a, b)).join(" ")}"/>`;
}

/** A point alone has its spread above and below; what it is compared with is a line across. */
function mark({ points, spread, dashed }: Series, { x, y }: Scale): string {
  const [a, b] = points[0] as readonly [number, number];
  const [low, high] = spread?.[0] ?? [b, b];
  const ends = dashed
    ? [`${LEFT},${y(b).toFixed(1)}`, `${WIDTH - RIGHT},${y(b).toFixed(1)}`]
    : [low, high].map((end) => `${x(a).toFixed(1)},${y(end).toFixed(1)}`);
  return `<polyline points="${ends.join(" ")}"/>`;
}

function dotsOf({ points, name }: Series, { x, y }: Scale): string {
  return points
    .map(
      ([a, b]) =>
        `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3.5"><title>${escaped(name)}: ${shortened(b)} at ${shortened(a)}</title></circle>`,
    )
    .join("");
}

function toneOf(index: number): number {
  return index % TONES;
}

function heights(series: readonly Series[], { range }: ChartOptions): number[] {
  const values = series.flatMap(({ points, spread }) => [
    ...points.map(([, y]) => y),
    ...(spread?.flat() ?? []),
  ]);
  return [...values, ...(range ?? [])].filter(Number.isFinite);
}

function scaleOf(
  series: readonly Series[],
  { logX = false }: ChartOptions,
  [low, high]: readonly [number, number],
): Scale {
  const of = logX ? Math.log : (value: number) => value;
  const [left, right] = extent(series.flatMap(({ points }) => points.map(([x]) => of(x))));
  const inset = logX ? 24 : 6; // dots at the ends stay clear of the axis
  const width = WIDTH - LEFT - RIGHT - 2 * inset;
  return {
    x: (value) => LEFT + inset + ((of(value) - left) / (right - left)) * width,
    y: (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - BOTTOM - TOP),
  };
}

function yAxis(
  low: number,
  high: number,
  step: number,
  { y }: Scale,
  { percent = false }: ChartOptions,
): string {
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, i) => {
    const value = low + i * step;
    const at = y(value).toFixed(1);
    const text = percent ? `${shortened(100 * value)} %` : shortened(value);
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" class="grid"/><text x="${LEFT - 6}" y="${at}" class="left">${text}</text>`;
  }).join("");
}

function xAxis(series: readonly Series[], { x }: Scale, { xLabel, logX }: ChartOptions): string {
  const all = [...new Set(series.flatMap(({ points }) => points.map(([value]) => value)))];
  const marks = logX || all.length <= 10 ? all : niceTicks(all);
  const texts = marks.map(
    (value) =>
      `<text x="${x(value).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" class="under">${shortened(value)}</text>`,
  );
  const name =
    xLabel === undefined
      ? ""
      : `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 5}" class="under">${escaped(xLabel)}</text>`;
  return texts.join("") + name;
}

function niceTicks(values: readonly number[]): number[] {
  const [low, high, step] = niceRange(values);
  const [first, last] = extent(values);
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, i) => low + i * step).filter(
    (value) => value >= first && value <= last,
  );
}

/** Round numbers around the values, and the distance of the ones between: four to eight of them. */
function niceRange(values: readonly number[]): readonly [low: number, high: number, step: number] {
  const [low, high] = extent(values);
  const rough = (high - low) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 2.5, 5, 10].find((nice) => nice * magnitude >= rough) ?? 10);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step];
}

function extent(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** A matrix as shades, darker for more; rows and columns are named. */
export function heatMap(
  values: readonly (readonly number[])[],
  rows: readonly string[],
  columns: readonly string[],
): string {
  const most = Math.max(...values.flat(), Number.MIN_VALUE);
  const head = columns.map((name) => `<th>${escaped(name)}</th>`).join("");
  const body = values.map((row, at) => {
    const cells = row.map(
      (value) => `<td class="number" ${shade(value / most)}>${shortened(value)}</td>`,
    );
    return `<tr><th>${escaped(rows[at] ?? "")}</th>${cells.join("")}</tr>`;
  });
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** The background of a cell that holds so much of the most. */
export function shade(share: number): string {
  return `style="background:color-mix(in srgb, var(--tone0) ${Math.round(85 * share)}%, transparent)"`;
}

/** A number in three digits. */
export function shortened(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
