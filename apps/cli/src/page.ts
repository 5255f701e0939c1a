/** Small pages with tables and charts, in one file each: reports of fine-tuning and of reproductions. */

/** A line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A whole page. */
export function page(title: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${sections.map((section) => `<section>${section}</section>`).join("\n")}
</body>
</html>
`;
}

/** A heading with what follows. */
export function titled(heading: string, ...content: readonly string[]): string {
  return `<h2>${escaped(heading)}</h2>${content.join("")}`;
}

/** A paragraph of plain text. */
export function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`;
}

/** A table; numbers stand on the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cell = (value: string | number) =>
    typeof value === "number"
      ? `<td class="number">${Number.isInteger(value) ? value : value.toFixed(4)}</td>`
      : `<td>${escaped(value)}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  const first = head.map((name) => `<th>${escaped(name)}</th>`).join("");
  return `<table><thead><tr>${first}</tr></thead><tbody>${body}</tbody></table>`;
}

const WIDTH = 640;
const HEIGHT = 280;
const LEFT = 56;
const BOTTOM = 36;
const COLOURS = ["#4c5fd5", "#d9692b", "#2c8a5b", "#a04aa0", "#2b7bb9", "#b8432f"];

/** Lines over a common horizontal axis. */
export function lineChart(label: string, series: readonly Series[]): string {
  const points = series.flatMap((line) => line.points);
  const [left, right] = extent(points.map(([x]) => x));
  const [low, high] = extent(points.map(([, y]) => y));
  const x = (value: number) => LEFT + ((value - left) / (right - left)) * (WIDTH - LEFT - 12);
  const y = (value: number) =>
    HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - BOTTOM - 12);
  const lines = series.map(({ points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
    const dots = points.map(
      ([a, b]) =>
        `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    const at = y(value).toFixed(1);
    return `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${at}" y2="${at}" class="grid"/><text x="${LEFT - 6}" y="${at}" class="left">${shortened(value)}</text>`;
  });
  const marks = [...new Set(points.map(([value]) => value))]
    .filter((_, index, all) => index % Math.ceil(all.length / 10) === 0)
    .map(
      (value) =>
        `<text x="${x(value).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" class="under">${shortened(value)}</text>`,
    );
  const legend = series.map(
    ({ name }, index) =>
      `<span><i style="background:${COLOURS[index % COLOURS.length]}"></i>${escaped(name)}</span>`,
  );
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${ticks.join("")}${marks.join("")}${lines.join("")}</svg><figcaption>${escaped(label)} ${legend.join("")}</figcaption></figure>`;
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
    const cells = row.map((value) => {
      const share = Math.round((80 * value) / most);
      return `<td class="number" style="background:color-mix(in srgb, #4c5fd5 ${share}%, transparent)">${shortened(value)}</td>`;
    });
    return `<tr><th>${escaped(rows[at] ?? "")}</th>${cells.join("")}</tr>`;
  });
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function extent(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function shortened(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2.5rem auto; padding: 0 1rem; }
section { margin: 2rem 0; }
table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #8884; text-align: left; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; max-width: 44rem; }
figcaption { font-size: 0.85rem; opacity: 0.85; }
figcaption span { margin-left: 1rem; white-space: nowrap; }
figcaption i { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.35em; border-radius: 50%; }
svg { width: 100%; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; opacity: 0.7; }
.left { text-anchor: end; dominant-baseline: middle; }
.under { text-anchor: middle; }
.grid { stroke: currentColor; opacity: 0.12; }
pre { font-size: 0.8rem; overflow: auto; }
`;
