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
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param bytesOf the bytes of an id; may throw */
  constructor(bytesOf: (id: number) => Uint8Array) {
    this.#bytesOf = bytesOf;
  }

  push(id: number): string {
    return this.#decoder.decode(this.#bytesOf(id), { stream: true });
  }

  flush(): string {
    return this.#decoder.decode();
  }
}

/** Bytes of the UTF-8 sequence that starts with `first`. */
export function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
