import type { Uint32List } from "../uint32-list.ts";
import { ASCII, BLANK, LETTER, NUMBER, SYMBOL } from "./code-point-class.ts";
import { classAt, contraction, runEnd, spacesEnd } from "./scan.ts";
import type { Splitter } from "./splitter.ts";

/** GPT-2's pre-token pattern (openai/gpt-2 `encoder.py`). */
export const GPT2_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const SPACE_BAR = 0x20;
const APOSTROPHE = 0x27;

/** {@link GPT2_PATTERN} as a hand-written scanner: one pass, no strings, no backtracking. */
export class Gpt2Splitter implements Splitter {
  readonly pattern = GPT2_PATTERN;

  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void {
    for (let at = start; at < end; ) {
      at = next(bytes, at, end);
      ends.push(at);
    }
  }
}

/** End of the piece that starts at `at`. */
function next(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first === APOSTROPHE) {
    const length = contraction(bytes, at + 1, end, false);
    if (length > 0) return at + 1 + length;
  }
  // ` ?` before letters, numbers or symbols: one blank joins the run that follows.
  const from = first === SPACE_BAR && at + 1 < end ? at + 1 : at;
  const byte = bytes[from] as number;
  const kind = byte < 0x80 ? (ASCII[byte] as number) : classAt(bytes, from, end);
  if (kind & LETTER) return runEnd(bytes, from, end, LETTER);
  if (kind & BLANK) return spacesEnd(bytes, at, end);
  return runEnd(bytes, from, end, kind === NUMBER ? NUMBER : SYMBOL);
}
