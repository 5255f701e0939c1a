/**
 * The script of the report page. These functions run in the reader's browser: their source text is
 * put into the page ({@link clientScript}), so they may call each other and the browser, nothing else.
 */
import type UPlot from "uplot";
import type { Cell, ReportData } from "./data.ts";

type XAxis = "step" | "tokens" | "seconds";
type PlotLibrary = typeof UPlot;

/** State of the controls; every redraw starts from it. */
interface View {
  x: XAxis;
  logarithmic: boolean;
  /** 0 … 0.99 */
  smoothing: number;
}

interface Curve {
  readonly label: string;
  readonly values: Cell[];
  readonly color: string;
  readonly width: number;
  readonly dots?: boolean;
}

function drawReport(data: ReportData, library: PlotLibrary): void {
  const steps = data.train.step.length;
  const view: View = { x: "step", logarithmic: false, smoothing: steps > 400 ? 0.9 : 0.6 };
  let plots: UPlot[] = [];
  const redraw = () => {
    for (const plot of plots) plot.destroy();
    plots = drawCharts(data, view, library);
  };
  wireControls(view, redraw);
  showSamples(data.samples);
  redraw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) redraw(); // a phone's address bar changes the height alone
    width = window.innerWidth;
  });
}

/**
 * Exponential mean over the neighbours on both sides, so that the curve does not lag behind; near
 * the ends it leans on the side that is there. Gaps stay gaps.
 */
function smooth(values: Cell[], weight: number): Cell[] {
  const sweep = (input: Cell[]) => {
    let sum = 0;
    let norm = 0;
    return input.map((value) => {
      if (value !== null) {
        sum = sum * weight + value;
        norm = norm * weight + 1;
      }
      return { sum, norm };
    });
  };
  const before = sweep(values);
  const after = sweep([...values].reverse()).reverse();
  return values.map((value, i) => {
    if (value === null) return null;
    const [left, right] = [before[i], after[i]] as [
      { sum: number; norm: number },
      (typeof before)[0],
    ];
    return (left.sum + right.sum - value) / (left.norm + right.norm - 1); // itself is in both
  });
}

function drawCharts(data: ReportData, view: View, library: PlotLibrary): UPlot[] {
  const { train, validation } = data;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const x = train[view.x];
  const charts = [
    chart("lr", "lr", train.learningRate, color("rate")),
    chart("norm", "norm", train.gradNorm, color("norm")),
    chart("speed", "tokens/s", train.tokensPerSecond, color("speed")),
  ];
  function chart(id: string, label: string, values: Cell[], stroke: string): UPlot {
    return plot(library, id, view, [x, values], [{ label, values, color: stroke, width: 1.5 }]);
  }
  const smoothed = smooth(train.loss, view.smoothing);
  const curves: Curve[] = [
    { label: "train", values: train.loss, color: color("raw"), width: 1 },
    { label: "smoothed", values: smoothed, color: color("train"), width: 2 },
    { label: "validation", values: validation.loss, color: color("valid"), width: 2, dots: true },
  ];
  const joined = library.join([
    [x, train.loss, smoothed],
    [validation[view.x], validation.loss],
  ]);
  return [plot(library, "loss", view, joined, curves), ...charts];
}

function plot(
  library: PlotLibrary,
  id: string,
  view: View,
  columns: UPlot.AlignedData,
  curves: Curve[],
): UPlot {
  const place = document.getElementById(id) as HTMLElement;
  const style = getComputedStyle(document.documentElement);
  const axis = {
    stroke: style.getPropertyValue("--muted"),
    grid: { stroke: style.getPropertyValue("--grid"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const last = columns[0].length - 1;
  /** Where a curve has no point (validation, mostly), its latest one before. */
  const reading = (plot: UPlot, value: number | null, series: number, at: number | null) => {
    let i = at ?? last;
    while (i > 0 && (plot.data[series]?.[i] ?? null) === null) i--;
    const latest = value ?? plot.data[series]?.[i] ?? null;
    return latest === null ? "–" : formatValue(latest);
  };
  /** Without a cursor the legend reads the newest point. */
  const rest = (plot: UPlot) => {
    if ((plot.cursor.idx ?? null) === null) plot.setLegend({ idx: last }, false);
  };
  return new library(
    {
      width: place.clientWidth,
      height: id === "loss" ? 380 : 190,
      padding: [12, 24, 0, 0],
      hooks: { ready: [rest], setLegend: [rest] },
      cursor: { sync: { key: "report" }, points: { size: 7 } },
      scales: {
        x: { time: false },
        y: { distr: id === "loss" && view.logarithmic ? 3 : 1 },
      },
      axes: [
        {
          ...axis,
          size: 34,
          space: view.x === "seconds" ? 64 : 50,
          // Whole minutes and hours; uPlot's own increments are decimal.
          ...(view.x === "seconds" && {
            incrs: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400],
          }),
          values: (_, ticks) => ticks.map((tick) => formatX(tick, view.x)),
        },
        { ...axis, size: 58, values: (_, ticks) => ticks.map(formatTick) },
      ],
      series: [
        {
          label: view.x === "seconds" ? "time" : view.x,
          value: (_, value) => (value === null ? "–" : formatX(value, view.x)),
        },
        ...curves.map((curve) => ({
          label: curve.label,
          stroke: curve.color,
          width: curve.width,
          spanGaps: true,
          points: { show: curve.dots === true, size: 6, fill: curve.color },
          value: reading,
        })),
      ],
    },
    columns,
    place,
  );
}

/** Three significant digits and a magnitude letter; powers of ten for small numbers. */
function formatValue(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(1).replace("e-", "e−");
  if (size < 100) return String(Number(value.toPrecision(4)));
  const options = { notation: "compact", maximumSignificantDigits: 4 } as const;
  return new Intl.NumberFormat("en", options).format(value);
}

/** Logarithmic axes leave some ticks unlabelled: those come as null. */
function formatTick(value: number | null): string {
  return value === null ? "" : formatValue(value);
}

function formatX(value: number, x: XAxis): string {
  if (x === "tokens") return formatValue(value);
  if (x === "step") return value.toLocaleString("en");
  if (value < 60) return `${Number(value.toPrecision(3))} s`;
  if (value < 7200) return `${Number((value / 60).toPrecision(3))} min`;
  return `${Number((value / 3600).toPrecision(3))} h`;
}

function wireControls(view: View, redraw: () => void): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-x]")) {
    button.addEventListener("click", () => {
      view.x = button.dataset.x as XAxis;
      for (const other of document.querySelectorAll("[data-x]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      redraw();
    });
  }
  const smoothing = document.getElementById("smoothing") as HTMLInputElement;
  smoothing.value = String(view.smoothing);
  smoothing.addEventListener("input", () => {
    view.smoothing = Number(smoothing.value);
    redraw();
  });
  const logarithmic = document.getElementById("logarithmic") as HTMLButtonElement;
  logarithmic.addEventListener("click", () => {
    view.logarithmic = !view.logarithmic;
    logarithmic.setAttribute("aria-pressed", String(view.logarithmic));
    redraw();
  });
  const theme = document.getElementById("theme") as HTMLButtonElement;
  theme.addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    redraw();
  });
}

/** The texts of one step at a time; the slider starts at the newest. */
function showSamples(all: ReportData["samples"]): void {
  const slider = document.getElementById("sample-step") as HTMLInputElement | null;
  if (slider === null) return;
  const place = document.getElementById("sample-texts") as HTMLElement;
  const label = document.getElementById("sample-label") as HTMLElement;
  const show = () => {
    const entry = all[Number(slider.value)];
    if (entry === undefined) return;
    label.textContent = `step ${entry.step.toLocaleString("en")}`;
    place.replaceChildren(
      ...entry.samples.map(({ prompt, text }) => {
        const quote = document.createElement("blockquote");
        const start = document.createElement("b");
        start.textContent = prompt;
        quote.append(start, text);
        return quote;
      }),
    );
  };
  slider.addEventListener("input", show);
  show();
}

/** A page of a run that goes on loads itself again, unless somebody is reading elsewhere in it. */
function reloadWhileRunning(seconds: number): void {
  setInterval(() => {
    if (!document.hidden && window.scrollY < 200) location.reload();
  }, seconds * 1000);
}

/** The functions above as text, ready for a `<script>`. */
export function clientScript(): string {
  return [
    smooth,
    formatValue,
    formatTick,
    formatX,
    plot,
    drawCharts,
    wireControls,
    showSamples,
    reloadWhileRunning,
    drawReport,
  ]
    .map(String)
    .join("\n");
}

/** Name of the entry function as it is called in that text. */
export const ENTRY: string = drawReport.name;
/** Name of the reloading function as it is called in that text. */
export const RELOAD: string = reloadWhileRunning.name;
