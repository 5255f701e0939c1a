import { formatCount, formatDuration, formatNumber } from "../progress/format.ts";
import { fractionDone } from "../progress/remaining.ts";
import { clientScript, ENTRY, RELOAD } from "./client.ts";
import { type RunLog, reportData } from "./data.ts";
import { STYLE } from "./style.ts";

/** Source text of uPlot, to be put into the page: `uplot/dist/uPlot.iife.min.js` and `uPlot.min.css`. */
export interface ChartLibrary {
  readonly script: string;
  readonly style: string;
}

/**
 * The report of a run as one HTML page that needs no network: facts, curves with cursor, zoom and
 * smoothing, samples over time, configuration. While the run goes on the page reloads itself.
 */
export function renderReport(log: RunLog, charts: ChartLibrary): string {
  const { facts } = log;
  const title = escapeHtml(facts.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${charts.style}${STYLE}</style>
</head>
<body>
<main>
<header><h1>${title}</h1>${statusChip(log)}<button id="theme" title="light or dark">◐</button></header>
<p class="facts">${describe(log)}</p>
<section class="tiles">${tiles(log).join("")}</section>
<section class="card">
<div class="top"><h2>Loss<small>nats per token</small></h2>${LOSS_CONTROLS}</div>
<div id="loss"></div>
</section>
<section class="three">
<div class="card"><h2>Learning rate</h2><div id="lr"></div></div>
<div class="card"><h2>Gradient norm<small>before clipping</small></h2><div id="norm"></div></div>
<div class="card"><h2>Speed<small>tokens per second</small></h2><div id="speed"></div></div>
</section>
${sampleSection(log)}
<section class="card"><details><summary>Configuration</summary><pre>${escapeHtml(
    JSON.stringify(log.config, null, 2),
  )}</pre></details></section>
<footer>Drag across a chart to zoom in, double-click to zoom out.</footer>
</main>
<script type="application/json" id="data">${embeddable(reportData(log))}</script>
<script>${charts.script}</script>
<script>
${clientScript()}
${ENTRY}(JSON.parse(document.getElementById("data").textContent), uPlot);
${log.status === "running" ? `${RELOAD}(30);` : ""}
</script>
</body>
</html>
`;
}

const LOSS_CONTROLS = `<div class="right">
<label>smoothing <input type="range" id="smoothing" min="0" max="0.99" step="0.01"></label>
<button id="logarithmic" aria-pressed="false">log</button>
<span class="group">
<button data-x="step" aria-pressed="true">step</button><button data-x="tokens" aria-pressed="false">tokens</button><button data-x="seconds" aria-pressed="false">time</button>
</span></div>`;

const STATUS: Record<RunLog["status"], string> = {
  running: "running",
  steps: "finished",
  tokens: "finished: token limit",
  minutes: "finished: time limit",
  patience: "finished: no more improvement",
  interrupted: "interrupted",
};

function statusChip({ status }: RunLog): string {
  const tone = status === "running" || status === "interrupted" ? status : "finished";
  return `<span class="status ${tone}">${STATUS[status]}</span>`;
}

function describe({ facts }: RunLog): string {
  return [
    facts.model,
    `${formatCount(facts.parameters)} parameters`,
    facts.tokensPerStep === undefined ? "" : `${formatNumber(facts.tokensPerStep)} tokens per step`,
    facts.backend,
    facts.machine,
  ]
    .filter((part) => part !== "")
    .map(escapeHtml)
    .join(" · ");
}

function tiles(log: RunLog): string[] {
  const last = log.steps.at(-1);
  const best = log.validations.filter((at) => at.best).at(-1);
  const out = [progressTile(log)];
  if (last === undefined) return out;
  out.push(tile("Training loss", formatNumber(recentLoss(log)), "mean of 20 steps"));
  if (best !== undefined) {
    out.push(
      tile("Validation loss", formatNumber(best.loss), `best, at step ${formatNumber(best.step)}`),
      tile("Perplexity", formatNumber(Math.exp(best.loss)), "at best validation"),
    );
  }
  const speed = `${formatCount(last.tokensPerSecond)} tokens/s`;
  const left =
    last.remaining === null || log.status !== "running"
      ? ""
      : `${formatDuration(last.remaining)} to go`;
  out.push(tile("Tokens", formatCount(last.tokens), speed));
  out.push(tile("Time", formatDuration(last.seconds), left));
  return out;
}

/** Mean over the last 20 steps: one batch alone says little. */
function recentLoss({ steps }: RunLog): number {
  const recent = steps.slice(-20);
  return recent.reduce((sum, at) => sum + at.loss, 0) / recent.length;
}

function progressTile({ facts, steps }: RunLog): string {
  const last = steps.at(-1) ?? { step: 0, tokens: 0, seconds: 0 };
  const done = fractionDone({ ...facts, ...last });
  const of = facts.steps === undefined ? "" : `of ${formatNumber(facts.steps)}`;
  const bar = `<div class="bar"><i style="width:${(done * 100).toFixed(1)}%"></i></div>`;
  return tile("Step", formatNumber(last.step), of === "" ? bar : `${of}${bar}`);
}

function tile(label: string, value: string, detail: string): string {
  return `<div class="tile"><span>${label}</span><strong>${value}</strong><small>${detail}</small></div>`;
}

function sampleSection({ samples }: RunLog): string {
  if (samples.length === 0) return "";
  const newest = samples.length - 1;
  return `<section class="card">
<div class="top"><h2>Samples</h2><input type="range" id="sample-step" min="0" max="${newest}" value="${newest}" aria-label="step of the sample"><span class="right" id="sample-label"></span></div>
<div id="sample-texts"></div>
</section>`;
}

/** JSON that cannot end the script element it stands in. */
function embeddable(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
