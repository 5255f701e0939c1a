import type { Uint32List } from "../uint32-list.ts";
import { BLANK, LETTER, NEWLINE, NUMBER, SYMBOL } from "./code-point-class.ts";
import { after, classAt, contraction, linesEnd, runEnd, shortRunEnd } from "./scan.ts";
import type { Splitter } from "./splitter.ts";

const CONTRACTION = "'(?:[sdmtSDMTſ]|[lL][lL]|[vV][eE]|[rR][eE])";
const WORDS = `${CONTRACTION}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}`;
const REST = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";

/**
 * The pre-token pattern of cl100k (openai/tiktoken `openai_public.py`, 0.14), in syntax that
 * JavaScript, Python, Rust and Oniguruma read alike: the published one has possessive quantifiers
 * and `(?i:…)`.
 */
export const CL100K_PATTERN: string = `${WORDS}|${REST}|\\s+(?![\\s\\S])|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

/** As {@link CL100K_PATTERN} was before 2024, and as Llama 3 has it: a text's end is nothing special. */
export const CL100K_OLD_PATTERN: string = `${WORDS}|${REST}|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

const APOSTROPHE = 0x27;

/** {@link CL100K_PATTERN} as a hand-written scanner. */
export class Cl100kSplitter implements Splitter {
  readonly pattern: string;
  readonly #wholeAtEnd: boolean;

  /** @param wholeAtEnd the pattern has `\s+$`; without it, it is {@link CL100K_OLD_PATTERN} */
  constructor(wholeAtEnd = true) {
    this.pattern = wholeAtEnd ? CL100K_PATTERN : CL100K_OLD_PATTERN;
    this.#wholeAtEnd = wholeAtEnd;
  }

  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void {
    for (let at = start; at < end; ) {
      at = this.#next(bytes, at, end);
      ends.push(at);
    }
  }

  #next(bytes: Uint8Array, at: number, end: number): number {
    const kind = classAt(bytes, at, end);
    if (kind & LETTER) return runEnd(bytes, at, end, LETTER);
    if (kind === NUMBER) return shortRunEnd(bytes, at, end, NUMBER, 3);
    if (bytes[at] === APOSTROPHE) {
      const length = contraction(bytes, at + 1, end, true);
      if (length > 0) return at + 1 + length;
    }
    if (kind === NEWLINE) return linesEnd(bytes, at, end, this.#wholeAtEnd);
    // One blank or symbol joins the word after it.
    const from = after(bytes, at);
    const word = runEnd(bytes, from, end, LETTER);
    if (word > from) return word;
    return symbolsEnd(bytes, at, end, kind) ?? linesEnd(bytes, at, end, this.#wholeAtEnd);
  }
}

/** ` ?[^\s\p{L}\p{N}]+[\r\n]*`, or undefined where there is none. */
function symbolsEnd(bytes: Uint8Array, at: number, end: number, kind: number): number | undefined {
  const from = bytes[at] === 0x20 ? at + 1 : at;
  if (from === at && kind & BLANK) return undefined;
  const symbols = runEnd(bytes, from, end, SYMBOL);
  return symbols > from ? runEnd(bytes, symbols, end, NEWLINE) : undefined;
}
