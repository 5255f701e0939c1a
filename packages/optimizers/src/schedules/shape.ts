/** Shapes of learning-rate curves: progress 0 … 1 → height 1 … 0. Beyond 1 they stay at 0. */
export type Shape = (progress: number) => number;

/** A straight line. */
export const line: Shape = (progress) => Math.max(0, 1 - progress);

/** Half a cosine wave (Loshchilov & Hutter 2017, "SGDR", eq. 5). */
export const halfCosine: Shape = (progress) =>
  progress >= 1 ? 0 : 0.5 * (1 + Math.cos(Math.PI * progress));

/**
 * A linear warm-up from 0, then a shape from its end on.
 *
 * @param at the counter's value
 * @param warmup where the warm-up ends, with height 1
 * @param end where the shape ends
 * @param floor height at the end and after
 */
export function warmedUp(
  shape: Shape,
  at: number,
  warmup: number,
  end: number,
  floor: number,
): number {
  if (at < warmup) return at / warmup;
  const progress = end > warmup ? (at - warmup) / (end - warmup) : 1;
  return floor + (1 - floor) * shape(progress);
}
