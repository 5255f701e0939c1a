import type { Uint32List } from "../uint32-list.ts";
import {
  BLANK,
  CASELESS,
  LETTER,
  LOWER,
  MARK,
  NEWLINE,
  NUMBER,
  SYMBOL,
  UPPER,
} from "./code-point-class.ts";
import { after, classAt, contraction, linesEnd, runEnd, shortRunEnd } from "./scan.ts";
import type { Splitter } from "./splitter.ts";

/** One letter of the first part of a word. */
export const HEAD = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
/** One letter of the second. */
export const TAIL = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
const CONTRACTION = "(?:'(?:[sdmtSDMTſ]|[lL][lL]|[vV][eE]|[rR][eE]))?";

/**
 * The pre-token pattern of o200k (openai/tiktoken `openai_public.py`), in syntax that JavaScript,
 * Python, Rust and Oniguruma read alike: the published one has `(?i:…)`.
 */
export const O200K_PATTERN: string = [
  `[^\\r\\n\\p{L}\\p{N}]?${HEAD}*${TAIL}+${CONTRACTION}`,
  `[^\\r\\n\\p{L}\\p{N}]?${HEAD}+${TAIL}*${CONTRACTION}`,
  "\\p{N}{1,3}",
  " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
  "\\s*[\\r\\n]+",
  "\\s+(?!\\S)",
  "\\s+",
].join("|");

const HEADS = UPPER | CASELESS | MARK;
const TAILS = LOWER | CASELESS | MARK;

/** {@link O200K_PATTERN} as a hand-written scanner. */
export class O200kSplitter implements Splitter {
  readonly pattern = O200K_PATTERN;

  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void {
    for (let at = start; at < end; ) {
      at = next(bytes, at, end);
      ends.push(at);
    }
  }
}

function next(bytes: Uint8Array, at: number, end: number): number {
  const kind = classAt(bytes, at, end);
  if (kind === NUMBER) return shortRunEnd(bytes, at, end, NUMBER, 3);
  if (kind === NEWLINE) return linesEnd(bytes, at, end, false);
  const word = kind & LETTER ? wordEnd(bytes, at, end) : prefixedWordEnd(bytes, at, end, kind);
  if (word > at) return withContraction(bytes, word, end);
  return symbolsEnd(bytes, at, end, kind) ?? linesEnd(bytes, at, end, false);
}

/**
 * A word after one blank or symbol. An accent may be that symbol, or the first letter of the word:
 * it is the letter where what follows has only capitals, and then it stands alone.
 */
function prefixedWordEnd(bytes: Uint8Array, at: number, end: number, kind: number): number {
  const from = after(bytes, at);
  const tailed = tailedWordEnd(bytes, from, end);
  if (tailed > from) return tailed;
  if (kind === MARK) return from;
  const capitals = runEnd(bytes, from, end, HEADS);
  return capitals > from ? capitals : at;
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  const tailed = tailedWordEnd(bytes, at, end);
  return tailed > at ? tailed : runEnd(bytes, at, end, HEADS);
}

/**
 * `HEAD*TAIL+`, or `at` where there is none. Where no lower-case letter follows the heads, the
 * expression gives back as many of them as it takes to end in one that is a tail as well.
 */
function tailedWordEnd(bytes: Uint8Array, at: number, end: number): number {
  let lastTail = at;
  let i = at;
  for (let kind = classAt(bytes, i, end); kind & HEADS; kind = classAt(bytes, i, end)) {
    i = after(bytes, i);
    if (kind & TAILS) lastTail = i;
  }
  const tails = runEnd(bytes, i, end, TAILS);
  return tails > i ? tails : lastTail;
}

function withContraction(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== 0x27) return at;
  const length = contraction(bytes, at + 1, end, true);
  return length > 0 ? at + 1 + length : at;
}

/** ` ?[^\s\p{L}\p{N}]+[\r\n/]*`, or undefined where there is none. */
function symbolsEnd(bytes: Uint8Array, at: number, end: number, kind: number): number | undefined {
  const from = bytes[at] === 0x20 ? at + 1 : at;
  if (from === at && kind & BLANK) return undefined;
  let i = runEnd(bytes, from, end, SYMBOL);
  if (i === from) return undefined;
  while (i < end && (bytes[i] === 0x0d || bytes[i] === 0x0a || bytes[i] === 0x2f)) i++;
  return i;
}
