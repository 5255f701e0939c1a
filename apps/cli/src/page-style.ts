/** Style sheet of the pages: system fonts, light and dark, six tones that the charts use by number. */
export const STYLE = `
:root {
  color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif;
  --page: #f6f6f3; --card: #fff; --ink: #1d1e22; --muted: #6d7178; --edge: #e3e3de;
  --tone0: #4a56d2; --tone1: #d9702b; --tone2: #2f8f6b; --tone3: #a24c9c; --tone4: #2d7fb8; --tone5: #8a8d94;
  --good: #2f8f6b; --bad: #c2452d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131417; --card: #1b1d21; --ink: #e9e9e6; --muted: #9699a1; --edge: #2c2f36;
    --tone0: #8d97ff; --tone1: #ffa260; --tone2: #5fc79d; --tone3: #d98ad2; --tone4: #6cb8ec; --tone5: #9699a1;
    --good: #5fc79d; --bad: #ff8b73;
  }
}
* { box-sizing: border-box; }
body { max-width: 66rem; margin: 0 auto; padding: 2.25rem 1.5rem 4rem; background: var(--page); color: var(--ink); }
h1 { font-size: 1.75rem; letter-spacing: -.02em; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
h3 { font-size: .9rem; margin: 1.25rem 0 .25rem; color: var(--muted); font-weight: 600; }
section { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 1.1rem 1.35rem; margin: 0 0 1rem; overflow-x: auto; }
p { margin: .5rem 0; max-width: 48rem; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .88rem; }
th, td { padding: .28rem .75rem; border-bottom: 1px solid var(--edge); text-align: left; }
th { font-weight: 600; color: var(--muted); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.gallery { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.25rem 1.5rem; }
figure { margin: .5rem 0; max-width: 31rem; }
figcaption { font-size: .85rem; color: var(--muted); margin-bottom: .35rem; }
figcaption b { color: var(--ink); margin-right: .35rem; }
figcaption span { margin-left: .9rem; white-space: nowrap; }
figcaption i { display: inline-block; width: 1rem; border-top: 3px solid; margin-right: .4rem; vertical-align: .22em; border-radius: 2px; }
figcaption i.dashed { border-top-style: dashed; border-top-width: 2px; }
svg { width: 100%; display: block; }
svg text { font: 11px system-ui, sans-serif; fill: var(--muted); }
svg polyline { fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linejoin: round; }
svg circle { fill: currentColor; stroke: var(--card); stroke-width: 1.2; }
svg .dashed polyline { stroke-dasharray: 5 4; stroke-width: 1.6; }
.band { fill: currentColor; opacity: .16; }
.tone0 { color: var(--tone0); } .tone1 { color: var(--tone1); } .tone2 { color: var(--tone2); }
.tone3 { color: var(--tone3); } .tone4 { color: var(--tone4); } .tone5 { color: var(--tone5); }
.left { text-anchor: end; dominant-baseline: middle; }
.under { text-anchor: middle; }
.grid { stroke: var(--edge); }
.claims { list-style: none; margin: 0; padding: 0; }
.claims li { padding: .3rem 0 .3rem 1.8rem; position: relative; }
.claims li::before { position: absolute; left: 0; font-weight: 700; }
.claims .holds::before { content: "✓"; color: var(--good); }
.claims .fails::before { content: "✗"; color: var(--bad); }
td { overflow-wrap: anywhere; }
.maps { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin-bottom: 1rem; }
.map { border-collapse: separate; border-spacing: 1px; font-size: .75rem; line-height: 1.1; }
.map th, .map td { border: 0; padding: .1rem .3rem; font-weight: 400; white-space: nowrap; }
.map td { width: 1.25rem; min-width: 1.25rem; height: 1.25rem; border-radius: 3px; }
.map tbody th { text-align: right; }
.map thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; }
summary { cursor: pointer; font-weight: 600; font-size: .95rem; }
pre { font: .8rem/1.5 ui-monospace, monospace; overflow: auto; }
`;
