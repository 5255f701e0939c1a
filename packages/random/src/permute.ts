import type { RandomAddress } from "./address.ts";
import { philox, type Words4 } from "./philox.ts";

const ROUNDS = 6;

/**
 * Where index goes in a random order of [0, length): a bijection computed without storing it, so a
 * shuffle of any size takes no memory. A Feistel network over the next power of four, walked until
 * it lands inside (Black & Rogaway 2002, "Ciphers with arbitrary finite domains").
 */
export function permute(index: number, length: number, address: RandomAddress): number {
  const half = Math.max(1, Math.ceil(Math.log2(Math.max(length, 2)) / 2));
  let at = index;
  do at = feistel(at, half, address);
  while (at >= length);
  return at;
}

function feistel(value: number, half: number, address: RandomAddress): number {
  const size = 2 ** half;
  let left = Math.floor(value / size);
  let right = value % size;
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = (left ^ (roundWord(right, round, address) % size)) >>> 0;
    left = right;
    right = mixed;
  }
  return left * size + right;
}

function roundWord(value: number, round: number, address: RandomAddress): number {
  const counter: Words4 = [value, round, address.step ?? 0, address.stream];
  return philox(counter, [address.seed, address.site ?? 0])[0];
}
