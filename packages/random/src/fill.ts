import { fillWords, type RandomAddress, uint32At, unit } from "./address.ts";
import { cosineOf, radiusOf, sineOf } from "./normal.ts";
import { Random } from "./random.ts";

/** Words drawn at a time: few calls, and the buffer stays in the cache. */
const CHUNK = 1024;

/** Fills with uniform numbers in [0, 1), 24 bits each. */
export function fillUniform(out: Float32Array, address: RandomAddress): void {
  forEachChunk(out, address, (part, words) => {
    for (let i = 0; i < part.length; i++) part[i] = unit(words[i] as number);
  });
}

/**
 * Fills with standard normal numbers: Box-Muller on pairs of words, the even element from the
 * cosine and the odd from the sine. Bitwise equal on every engine, see `normal.ts`.
 */
export function fillNormal(out: Float32Array, address: RandomAddress): void {
  forEachChunk(out, address, (part, words) => {
    // An odd element past the end of `part` is dropped by the typed array.
    for (let i = 0; i < part.length; i += 2) {
      const radius = radiusOf(words[i] as number);
      const turn = words[i + 1] as number;
      part[i] = radius * cosineOf(turn);
      part[i + 1] = radius * sineOf(turn);
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
 *
 * @param rate in [0, 1)
 */
export function fillDropout(out: Float32Array, rate: number, address: RandomAddress): void {
  const threshold = dropThreshold(rate);
  const scale = 1 / (1 - rate);
  forEachChunk(out, address, (part, words) => {
    for (let i = 0; i < part.length; i++) part[i] = (words[i] as number) < threshold ? 0 : scale;
  });
}

/** Whether dropout drops element `index`: the single-element form of {@link fillDropout}. */
export function isDropped(index: number, rate: number, address: RandomAddress): boolean {
  return uint32At(address, index) < dropThreshold(rate);
}

function dropThreshold(rate: number): number {
  return Math.floor(rate * 2 ** 32);
}

/** Hands out views of `out` with as many words each, or up to three more. */
function forEachChunk(
  out: Float32Array,
  address: RandomAddress,
  fill: (part: Float32Array, words: Uint32Array) => void,
): void {
  const words = new Uint32Array(Math.min(CHUNK, Math.ceil(out.length / 4) * 4));
  for (let start = 0; start < out.length; start += CHUNK) {
    fillWords(words, address, start);
    fill(out.subarray(start, start + CHUNK), words);
  }
}
