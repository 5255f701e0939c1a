import { escaped } from "../../html.ts";

/** A token with the text it stands for. */
export interface ShownToken {
  readonly id: number;
  readonly text: string;
}

/** A page that shows a text token by token; a token's id appears above it, and on pointing at it. */
export function tokenPage(text: string, tokens: readonly ShownToken[]): string {
  const marks = tokens
    .map(({ id, text }) => `<span title="${id}"><i>${id}</i>${escaped(text) || "·"}</span>`)
    .join("");
  const title = escaped(text.trim().slice(0, 60));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}: ${tokens.length} tokens</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/2.6 ui-monospace, monospace; max-width: 70rem; margin: 3rem auto; padding: 0 1rem; }
  span { position: relative; padding: 0.25em 0; white-space: pre-wrap; border-radius: 0.2em; }
  span:nth-child(4n+1) { background: #5b8def44; }
  span:nth-child(4n+2) { background: #3faf6a44; }
  span:nth-child(4n+3) { background: #c06bd644; }
  span:nth-child(4n) { background: #d9a23b44; }
  i { position: absolute; top: -1.5em; left: 0; font: 0.6rem/1 system-ui, sans-serif; opacity: 0.6; }
</style>
<p>${marks}</p>
<p>${tokens.length} tokens, ${text.length} characters</p>
</html>
`;
}
