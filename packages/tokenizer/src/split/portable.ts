import { CL100K_OLD_PATTERN, CL100K_PATTERN } from "./cl100k.ts";
import { GPT2_PATTERN } from "./gpt2.ts";
import { HEAD, O200K_PATTERN, TAIL } from "./o200k.ts";

const ANY_CASE = "'s|'t|'re|'ve|'m|'ll|'d";
const WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
const SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const FIRST = `[^\\r\\n\\p{L}\\p{N}]?${HEAD}`;

/**
 * Published spellings of the patterns that have a scanner, with ours. Those of GPT-2 differ only
 * in how the same is written; tiktoken's and Llama 3's use syntax that not every engine has.
 */
const SPELLINGS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  [
    "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++$|\\s+(?!\\S)|\\s",
    GPT2_PATTERN,
  ],
  ["'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", GPT2_PATTERN],
  [
    "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
    CL100K_PATTERN,
  ],
  [
    "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
    CL100K_OLD_PATTERN,
  ],
  [`(?i:${ANY_CASE})|${WORD}|${SPACES}`, CL100K_OLD_PATTERN],
  [
    `${FIRST}*${TAIL}+(?i:${ANY_CASE})?|${FIRST}+${TAIL}*(?i:${ANY_CASE})?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${SPACES}`,
    O200K_PATTERN,
  ],
]);

/** Our spelling of a published pattern; any other pattern as it is. */
export function portable(pattern: string): string {
  return SPELLINGS.get(pattern) ?? pattern;
}
