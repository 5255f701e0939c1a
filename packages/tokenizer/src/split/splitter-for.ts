import { GPT2_PATTERN, Gpt2Splitter } from "./gpt2.ts";
import { RegexSplitter } from "./regex.ts";
import type { Splitter } from "./splitter.ts";

/**
 * The splitter of a pattern: a scanner where there is one for exactly this pattern, else the
 * regular expression itself.
 *
 * @throws GptError `PATTERN_INVALID`
 */
export function splitterFor(pattern: string): Splitter {
  return pattern === GPT2_PATTERN ? new Gpt2Splitter() : new RegexSplitter(pattern);
}
