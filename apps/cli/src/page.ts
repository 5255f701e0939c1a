import { escaped } from "./html.ts";
import { STYLE } from "./page-style.ts";

/** A whole page in one file: reports of fine-tuning and of reproductions. */
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

/** Figures beside each other, where there is room. */
export function gallery(...figures: readonly string[]): string {
  return `<div class="gallery">${figures.join("")}</div>`;
}

/** Something that one can open. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${escaped(summary)}</summary>${content}</details>`;
}

/** Plain data as a reader can copy it. */
export function listing(value: unknown): string {
  return `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;
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
