import { philox, type Words4 } from "./philox.ts";

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

/** Hands the words of an address to `use`, four at a time, until `count` numbers are covered. */
export function forEachBlock(
  address: RandomAddress,
  start: number,
  count: number,
  use: (words: Readonly<Words4>, index: number) => void,
): void {
  const counter: Words4 = [0, 0, address.step ?? 0, address.stream];
  const key = [address.seed, address.site ?? 0] as const;
  const words: Words4 = [0, 0, 0, 0];
  for (let index = start - (start % 4); index < start + count; index += 4) {
    setBlock(counter, index / 4);
    use(philox(counter, key, words), index);
  }
}

/** The 32-bit word at an index of the sequence: random access. */
export function uint32At(address: RandomAddress, index: number): number {
  let word = 0;
  forEachBlock(address, index, 1, (words, first) => {
    word = words[index - first] as number;
  });
  return word;
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

function setBlock(counter: Words4, block: number): void {
  counter[0] = block >>> 0;
  counter[1] = Math.floor(block / 2 ** 32);
}
