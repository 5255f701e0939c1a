import { CL100K_OLD_PATTERN, CL100K_PATTERN, Cl100kSplitter } from "./cl100k.ts";
import { GPT2_PATTERN, Gpt2Splitter } from "./gpt2.ts";
import { O200K_PATTERN, O200kSplitter } from "./o200k.ts";
import { portable } from "./portable.ts";
import { RegexSplitter } from "./regex.ts";
import type { Splitter } from "./splitter.ts";

/**
 * The splitter of a pattern: a scanner where there is one for exactly this pattern, in our spelling
 * or in a published one, else the regular expression itself.
 *
 * @throws GptError `PATTERN_INVALID`
 */
export function splitterFor(pattern: string): Splitter {
  const known = portable(pattern);
  if (known === GPT2_PATTERN) return new Gpt2Splitter();
  if (known === CL100K_PATTERN) return new Cl100kSplitter();
  if (known === CL100K_OLD_PATTERN) return new Cl100kSplitter(false);
  return known === O200K_PATTERN ? new O200kSplitter() : new RegexSplitter(pattern);
}
