/** The report's style sheet: system fonts, two themes, one accent. Colours are variables that the charts read. */
export const STYLE = `
:root, :root[data-theme=light] {
  color-scheme: light;
  --page: #f6f6f3; --card: #fff; --ink: #1d1e22; --muted: #6d7178; --grid: #ecece8; --edge: #e3e3de;
  --train: #4a56d2; --raw: #4a56d266; --valid: #d9702b; --rate: #2f8f6b; --norm: #a24c9c; --speed: #2d7fb8;
  --good: #2f8f6b;
}
:root[data-theme=dark] {
  color-scheme: dark;
  --page: #131417; --card: #1b1d21; --ink: #e9e9e6; --muted: #9699a1; --grid: #282b31; --edge: #2c2f36;
  --train: #8d97ff; --raw: #8d97ff73; --valid: #ffa260; --rate: #5fc79d; --norm: #d98ad2; --speed: #6cb8ec;
  --good: #5fc79d;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) {
    color-scheme: dark;
    --page: #131417; --card: #1b1d21; --ink: #e9e9e6; --muted: #9699a1; --grid: #282b31; --edge: #2c2f36;
    --train: #8d97ff; --raw: #8d97ff73; --valid: #ffa260; --rate: #5fc79d; --norm: #d98ad2; --speed: #6cb8ec;
    --good: #5fc79d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 36px 24px 56px; }
header { display: flex; align-items: baseline; gap: 14px; flex-wrap: wrap; }
h1 { font-size: 28px; letter-spacing: -.02em; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 15px; font-weight: 600; margin: 0; }
h2 small { font-weight: 400; color: var(--muted); margin-left: 6px; font-size: 13px; }
.status { font-size: 13px; padding: 2px 10px; border-radius: 99px; border: 1px solid var(--edge); color: var(--muted); }
.status::before { content: ""; display: inline-block; width: 7px; height: 7px; border-radius: 50%; margin-right: 7px; background: var(--muted); vertical-align: 1px; }
.status.running::before { background: var(--good); animation: pulse 2s infinite; }
.status.finished::before { background: var(--good); }
@keyframes pulse { 50% { opacity: .25; } }
#theme { margin-left: auto; }
.facts { color: var(--muted); margin: 6px 0 24px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 12px; }
.tile, .card { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; }
.tile { padding: 14px 16px; }
.tile span { display: block; color: var(--muted); font-size: 13px; }
.tile strong { display: block; white-space: nowrap; font-size: 21px; line-height: 1.5; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tile small { display: block; color: var(--muted); font-size: 13px; min-height: 1.5em; }
.bar { height: 4px; border-radius: 2px; background: var(--grid); margin: 5px 0; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--train); }
.card { padding: 16px 18px; margin-bottom: 12px; min-width: 0; }
.card > .top { display: flex; align-items: center; gap: 16px; flex-wrap: wrap; margin-bottom: 6px; }
.top .right { margin-left: auto; display: flex; align-items: center; gap: 14px; flex-wrap: wrap; color: var(--muted); font-size: 13px; }
.three { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
@media (max-width: 860px) { .three { grid-template-columns: 1fr; } }
button { font: inherit; font-size: 13px; color: var(--muted); background: none; border: 1px solid var(--edge); padding: 3px 10px; border-radius: 7px; cursor: pointer; }
button:hover { color: var(--ink); }
button[aria-pressed=true] { color: var(--ink); background: var(--grid); }
.group { display: inline-flex; } .group button { border-radius: 0; margin-left: -1px; }
.group button:first-child { border-radius: 7px 0 0 7px; } .group button:last-child { border-radius: 0 7px 7px 0; }
input[type=range] { accent-color: var(--train); vertical-align: middle; }
label { display: inline-flex; align-items: center; gap: 8px; }
.u-legend { margin: 0 0 0 42px; font-size: 13px; color: var(--muted); text-align: left; font-variant-numeric: tabular-nums; }
.three .u-legend { margin-left: 0; }
.u-legend th, .u-legend td { font-weight: 400; }
.u-legend .u-value { color: var(--ink); min-width: 3.4em; display: inline-block; }
.u-legend .u-marker { width: 10px; height: 10px; border-radius: 3px; }
.u-select { background: color-mix(in srgb, var(--train) 14%, transparent); }
.u-cursor-x, .u-cursor-y { border-color: var(--muted) !important; opacity: .6; }
#sample-step { flex: 1; min-width: 180px; }
#sample-label { min-width: 6.5em; text-align: right; font-variant-numeric: tabular-nums; }
blockquote { margin: 14px 0 4px; padding: 2px 0 2px 18px; border-left: 3px solid var(--edge); font: 16px/1.65 ui-serif, Georgia, serif; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote b { color: var(--train); font-weight: 600; }
details summary { cursor: pointer; font-weight: 600; }
pre { margin: 12px 0 0; font: 13px/1.55 ui-monospace, monospace; overflow-x: auto; color: var(--ink); }
footer { color: var(--muted); font-size: 13px; margin-top: 18px; }
`;
