import type { Rewritten } from "./rewritten.ts";

/** White space as Python's `re` has it; JavaScript's `\s` is not quite that. */
const SPACE = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const ONE = new RegExp(`[${SPACE}]`);
const NEWLINES = new RegExp(`[${SPACE}]*\\n[${SPACE}]*`, "g");
const BLANKS = new RegExp(`[${SPACE.replace("\\t-\\r", "\\t\\v-\\r")}]+`, "g");
const HEAD = new RegExp(`^[${SPACE}]+`, "g");
const TAIL = new RegExp(`[${SPACE}]+$`, "g");

/**
 * The second stage of GPT-1 (openai/finetune-transformer-lm, `text_standardize`): dashes, ellipsis
 * and acute become ASCII; runs of one punctuation mark get blanks around them; white space
 * becomes single blanks and ` \n `. The published pattern meant to have a backslash in it has a
 * plus sign instead, so that backslashes are not set apart.
 */
export function standardize(text: Rewritten): void {
  space(text);
  text.trim(HEAD, TAIL);
}

/** Where the last white space of a text ends; 0 where it has none. */
export function afterLastSpace(text: string): number {
  let at = text.length;
  while (at > 0 && !ONE.test(text[at - 1] as string)) at--;
  return at;
}

/** {@link standardize} without what it does to both ends. */
export function space(text: Rewritten): void {
  text.replace(/[—–―]/g, "-");
  text.replace(/…/g, "...");
  text.replace(/´/g, "'");
  text.replace(
    /-+|~+|!+|"+|;+|\?+|\++|,+|\)+|\(+|\/+|\*+|\[+|\]+|\}+|\{+|\|+|_+/g,
    (run) => ` ${run} `,
  );
  text.replace(NEWLINES, " \n ");
  text.replace(BLANKS, " ");
}
