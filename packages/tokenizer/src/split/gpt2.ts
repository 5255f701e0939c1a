import type { Uint32List } from "../uint32-list.ts";
import { sequenceLength } from "../utf8.ts";
import { CodePointClasses, SPACE } from "./code-point-class.ts";
import type { Splitter } from "./splitter.ts";

/** GPT-2's pre-token pattern (openai/gpt-2 `encoder.py`). */
export const GPT2_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const BLANK = 0x20;
const APOSTROPHE = 0x27;

/** {@link GPT2_PATTERN} as a hand-written scanner: one pass, no strings, no backtracking. */
export class Gpt2Splitter implements Splitter {
  readonly pattern = GPT2_PATTERN;
  readonly #classes = new CodePointClasses();
  readonly #ascii: Uint8Array;

  constructor() {
    this.#ascii = Uint8Array.from({ length: 128 }, (_, code) => this.#classes.of(code));
  }

  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void {
    for (let at = start; at < end; ) {
      at = this.#next(bytes, at, end);
      ends.push(at);
    }
  }

  /** End of the piece that starts at `at`. */
  #next(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] as number;
    if (first === APOSTROPHE) {
      const length = contraction(bytes, at + 1, end);
      if (length > 0) return at + 1 + length;
    }
    // ` ?` before letters, numbers or others: one blank joins the run that follows.
    const from = first === BLANK && at + 1 < end ? at + 1 : at;
    const kind = this.#classAt(bytes, from);
    if (kind !== SPACE) return this.#run(bytes, from, end, kind);
    return this.#spaces(bytes, at, end);
  }

  /** End of the run of one class; `at` is inside it. */
  #run(bytes: Uint8Array, at: number, end: number, kind: number): number {
    const ascii = this.#ascii;
    let i = at;
    while (i < end) {
      const byte = bytes[i] as number;
      if (byte < 0x80) {
        if (ascii[byte] !== kind) break;
        i++;
      } else {
        if (this.#classes.of(codePointAt(bytes, i)) !== kind) break;
        i += sequenceLength(byte);
      }
    }
    return i;
  }

  /** `\s+(?!\S)|\s+`: a run of white space leaves its last character to the text after it. */
  #spaces(bytes: Uint8Array, at: number, end: number): number {
    let last = at;
    let i = at;
    while (i < end && this.#classAt(bytes, i) === SPACE) {
      last = i;
      i += sequenceLength(bytes[i] as number);
    }
    return i === end || last === at ? i : last;
  }

  #classAt(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] as number;
    return byte < 0x80 ? (this.#ascii[byte] as number) : this.#classes.of(codePointAt(bytes, at));
  }
}

/** Length of `s t m d re ve ll` at `at`, 0 where there is none. */
function contraction(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const first = bytes[at] as number;
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return 1; // s t m d
  if (at + 1 >= end) return 0;
  const second = bytes[at + 1] as number;
  const twoLetters =
    ((first === 0x72 || first === 0x76) && second === 0x65) || // re ve
    (first === 0x6c && second === 0x6c); // ll
  return twoLetters ? 2 : 0;
}

/** The code point of a well-formed multi-byte sequence. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const second = (bytes[at + 1] as number) & 0x3f;
  if (first < 0xe0) return ((first & 0x1f) << 6) | second;
  const third = (bytes[at + 2] as number) & 0x3f;
  if (first < 0xf0) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 7) << 18) | (second << 12) | (third << 6) | ((bytes[at + 3] as number) & 0x3f);
}
