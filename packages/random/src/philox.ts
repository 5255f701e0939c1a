/** Four 32-bit words. */
export type Words4 = [number, number, number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // sqrt(3) - 1
const ROUNDS = 10;

/**
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", §3.3): a
 * bijection of a 128-bit counter under a 64-bit key whose outputs pass for random. All words are
 * unsigned 32-bit integers, the counter's lowest first.
 */
export function philox(counter: Readonly<Words4>, key: readonly [number, number]): Words4 {
  const out = new Uint32Array(4);
  philoxBlocks(out, counter, key);
  return [...out] as Words4;
}

/**
 * Fills `out`, whose length is a multiple of four, with the words of successive counters; the lower
 * two words of the counter count. Everything stays in 32-bit integer registers.
 */
export function philoxBlocks(
  out: Uint32Array,
  counter: Readonly<Words4>,
  key: readonly [number, number],
): void {
  let low = counter[0] | 0;
  let high = counter[1] | 0;
  for (let at = 0; at < out.length; at += 4) {
    let c0 = low;
    let c1 = high;
    let c2 = counter[2] | 0;
    let c3 = counter[3] | 0;
    let k0 = key[0] | 0;
    let k1 = key[1] | 0;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = multiplyHigh(MULTIPLIER_0, c0);
      const high1 = multiplyHigh(MULTIPLIER_1, c2);
      const low0 = Math.imul(MULTIPLIER_0, c0);
      const low1 = Math.imul(MULTIPLIER_1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    out[at] = c0;
    out[at + 1] = c1;
    out[at + 2] = c2;
    out[at + 3] = c3;
    low = (low + 1) | 0;
    if (low === 0) high = (high + 1) | 0;
  }
}

/** The upper half of the 64-bit product, from 16-bit halves; no partial sum leaves 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
