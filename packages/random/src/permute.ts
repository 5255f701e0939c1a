import type { RandomAddress } from "./address.ts";
import { philoxBlocks } from "./philox.ts";

const ROUNDS = 6;

/**
 * Where index goes in a random order of [0, length): a bijection computed without storing it, so a
 * shuffle of any size takes no memory. A Feistel network over the next power of four, walked until
 * it lands inside (Black & Rogaway 2002, "Ciphers with arbitrary finite domains").
 *
 * @param length up to 2⁵²
 * @throws RangeError unless index is an integer of [0, length)
 */
export function permute(index: number, length: number, address: RandomAddress): number {
  // Outside of its domain a cycle walk need not end.
  if (!Number.isInteger(index) || index < 0 || index >= length || length > 2 ** 52) {
    throw new RangeError(`permute: index ${index} does not lie in [0, ${length})`);
  }
  const half = Math.max(1, Math.ceil(Math.log2(length) / 2));
  const words = new Uint32Array(4);
  let at = index;
  do at = feistel(at, 2 ** half, address, words);
  while (at >= length);
  return at;
}

/** @param size values of each half @param words scratch memory */
function feistel(value: number, size: number, address: RandomAddress, words: Uint32Array): number {
  const key = [address.seed, address.site ?? 0] as const;
  let left = Math.floor(value / size);
  let right = value % size;
  for (let round = 0; round < ROUNDS; round++) {
    philoxBlocks(words, [right, round, address.step ?? 0, address.stream], key);
    const mixed = (left ^ ((words[0] as number) % size)) >>> 0;
    left = right;
    right = mixed;
  }
  return left * size + right;
}
