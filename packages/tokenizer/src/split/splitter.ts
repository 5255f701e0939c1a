import type { Uint32List } from "../uint32-list.ts";

/**
 * Cuts text into pre-tokens, the pieces within which merges happen. Works on UTF-8, because byte
 * pairs are what is merged, and because `TextEncoder` is the fastest way through a string.
 */
export interface Splitter {
  /** The regular expression it implements, as published. */
  readonly pattern: string;
  /**
   * Appends where each piece of `bytes[start … end)` ends; the last one is `end`. A piece begins
   * where the one before ended: nothing of the text is lost.
   */
  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void;
}
