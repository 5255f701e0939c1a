import { philoxBlocks, type Words4 } from "./philox.ts";

/** What random numbers are drawn for: streams never overlap. */
export const STREAM = { dropout: 0, init: 1, shuffle: 2, sample: 3, text: 4 } as const;

/**
 * Names an endless sequence of random words. Everything random in a run is found by its address,
 * so a mask or a batch can be drawn again at any time, on any backend, and nothing needs storing.
 */
export interface RandomAddress {
  /** The run's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** One of {@link STREAM}. */
  readonly stream: number;
  /** The step or epoch, unsigned 32-bit. @default 0 */
  readonly step?: number;
  /** Where in the program (a layer, a parameter), unsigned 32-bit; see {@link site}. @default 0 */
  readonly site?: number;
}

/**
 * Fills with consecutive 32-bit words of an address.
 *
 * Word i is lane i mod 4 of Philox(counter [⌊i/4⌋ low, ⌊i/4⌋ high, step, stream], key [seed, site]).
 *
 * @param start index of the first word; a multiple of four
 * @param out its length is a multiple of four
 */
export function fillWords(out: Uint32Array, address: RandomAddress, start: number): void {
  const block = start / 4;
  const { seed, stream, step = 0, site = 0 } = address;
  const counter: Words4 = [block >>> 0, Math.floor(block / 2 ** 32), step, stream];
  philoxBlocks(out, counter, [seed, site]);
}

/** The 32-bit word at an index of the sequence: random access. */
export function uint32At(address: RandomAddress, index: number): number {
  const lane = index % 4;
  const words = new Uint32Array(4);
  fillWords(words, address, index - lane);
  return words[lane] as number;
}

/** A number in [0, 1) from the upper 24 bits of a word: exact in float32. */
export function unit(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** A stable 32-bit number for a name (FNV-1a over UTF-16 units), to address what bears it. */
export function site(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
