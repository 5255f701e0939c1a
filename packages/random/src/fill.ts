import { forEachBlock, type RandomAddress, uint32At, unit } from "./address.ts";
import { Random } from "./random.ts";

/** Fills with uniform numbers in [0, 1), 24 bits each. */
export function fillUniform(out: Float32Array, address: RandomAddress): void {
  forEachBlock(address, 0, out.length, (words, index) => {
    for (let lane = 0; lane < 4 && index + lane < out.length; lane++) {
      out[index + lane] = unit(words[lane] as number);
    }
  });
}

/**
 * Fills with standard normal numbers (Box-Muller on pairs of words). The words are equal
 * everywhere; `Math.log` and `Math.cos` may differ between JavaScript engines in the last bit.
 */
export function fillNormal(out: Float32Array, address: RandomAddress): void {
  forEachBlock(address, 0, out.length, (words, index) => {
    for (let lane = 0; lane < 4 && index + lane < out.length; lane += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - unit(words[lane] as number)));
      const angle = 2 * Math.PI * unit(words[lane + 1] as number);
      out[index + lane] = radius * Math.cos(angle);
      if (index + lane + 1 < out.length) out[index + lane + 1] = radius * Math.sin(angle);
    }
  });
}

/** As {@link fillNormal}, but numbers beyond two standard deviations are drawn again. */
export function fillTruncatedNormal(out: Float32Array, address: RandomAddress): void {
  const random = new Random(address);
  for (let index = 0; index < out.length; index++) {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    out[index] = value;
  }
}

/**
 * Fills with dropout factors: 0 with probability `rate`, else 1/(1 - rate). Element i is dropped
 * iff its word is below rate·2³², whichever backend asks.
 */
export function fillDropout(out: Float32Array, rate: number, address: RandomAddress): void {
  const threshold = dropThreshold(rate);
  const scale = 1 / (1 - rate);
  forEachBlock(address, 0, out.length, (words, index) => {
    for (let lane = 0; lane < 4 && index + lane < out.length; lane++) {
      out[index + lane] = (words[lane] as number) < threshold ? 0 : scale;
    }
  });
}

/** Whether dropout drops element `index`: the single-element form of {@link fillDropout}. */
export function isDropped(index: number, rate: number, address: RandomAddress): boolean {
  return uint32At(address, index) < dropThreshold(rate);
}

function dropThreshold(rate: number): number {
  return Math.floor(rate * 2 ** 32);
}
