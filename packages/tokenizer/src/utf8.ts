import type { StreamDecoder } from "./tokenizer.ts";

/**
 * Text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD (as the WHATWG and Python's
 * `errors="replace"` have it). A byte order mark is text: a tokenizer must give back what it got.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Text with U+FFFD for each lone surrogate: what UTF-8 can hold. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Bytes of `text.slice(from, to)` in UTF-8; a lone surrogate counts two. */
export function utf8Length(text: string, from = 0, to = text.length): number {
  let length = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair counts two of the four bytes.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return length;
}

/** The end of a text, less a high surrogate whose other half may be still to come. */
export function beforeHalfPair(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return (last & 0xfc00) === 0xd800 ? text.length - 1 : text.length;
}

/**
 * Decodes bytes that come in pieces. The pieces' texts together are the text of all bytes: only
 * the last bytes of a piece that may still become a character are held back, at most three.
 */
export class Utf8Stream implements StreamDecoder {
  readonly #bytesOf: (id: number) => Uint8Array;
  #held = new Uint8Array(0);

  /** @param bytesOf the bytes of an id; may throw */
  constructor(bytesOf: (id: number) => Uint8Array) {
    this.#bytesOf = bytesOf;
  }

  push(id: number): string {
    const fresh = this.#bytesOf(id);
    const bytes = new Uint8Array(this.#held.length + fresh.length);
    bytes.set(this.#held);
    bytes.set(fresh, this.#held.length);
    const certain = bytes.length - incompleteTail(bytes);
    this.#held = bytes.slice(certain);
    return decodeUtf8(bytes.subarray(0, certain));
  }

  flush(): string {
    const rest = decodeUtf8(this.#held);
    this.#held = new Uint8Array(0);
    return rest;
  }
}

/** How many bytes at the end are the beginning of a character, 0 … 3. */
function incompleteTail(bytes: Uint8Array): number {
  for (let tail = 1; tail <= Math.min(3, bytes.length); tail++) {
    const at = bytes.length - tail;
    const first = bytes[at] as number;
    if (first < 0x80) return 0;
    if (first >= 0xc0) return mayContinue(first, bytes[at + 1], tail) ? tail : 0;
  }
  return 0;
}

/** Whether `tail` bytes starting with `first` can be the beginning of a longer sequence. */
function mayContinue(first: number, second: number | undefined, tail: number): boolean {
  if (first < 0xc2 || first > 0xf4) return false; // overlong, or beyond U+10FFFF
  if (tail >= sequenceLength(first)) return false;
  if (second === undefined) return true;
  // The second byte rules out overlong forms, surrogates, and what lies beyond U+10FFFF.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

/** Bytes of the UTF-8 sequence that starts with `first`. */
export function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
