/** Source of an expression for one character, with the u flag: an escape, a class, or itself. */
const ONE = [
  "\\\\[pP]\\{[^}]*\\}",
  "\\\\u\\{[0-9a-fA-F]+\\}",
  "\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}",
  "\\\\u[0-9a-fA-F]{4}",
  "\\\\x[0-9a-fA-F]{2}",
  "\\\\c[A-Za-z]",
  "\\\\[^pPuxckbB1-9]",
  "\\[(?:\\\\[\\s\\S]|[^\\]\\\\])*\\]",
  "[^\\\\()[\\]{}|?*+^$]",
].join("|");

/** Groups, alternatives, the end, quantifiers: they stay as they are. */
const FRAME = "\\((?:\\?:|\\?<[^=!>]+>|(?!\\?))|\\)|\\||\\$|[*+?]\\??|\\{\\d+(?:,\\d*)?\\}\\??";

/** A look at the next character. */
const LOOK = `\\(\\?[=!](?:${ONE}|\\$)(?:\\|(?:${ONE}|\\$))*\\)`;

const TOKEN = /* @__PURE__ */ new RegExp(`(?<open>${ONE}|${LOOK})|${FRAME}`, "uy");

/**
 * An expression that finds what `source` finds, and matches up to the end of the text wherever
 * `source` would have to know what follows: every character may also be the end. So a match that
 * ends before the end is one of `source` in any longer text: of all ways to match, those that an
 * engine tries before it have failed on characters that are there.
 *
 * @returns null for expressions that look back or further ahead than one character (`^`, `\b`,
 *   `(?<=`, `\1`, `(?=ab)`)
 */
export function partial(source: string): RegExp | null {
  let text = "";
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length; ) {
    const found = TOKEN.exec(source);
    if (found === null) return null;
    text += found.groups?.open === undefined ? found[0] : `(?:${found[0]}|$)`;
  }
  return new RegExp(text, "gu");
}
