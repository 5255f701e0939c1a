import { isPerHead, type MaskExtent, type Pattern, patternMask } from "./pattern.ts";

/** Added to the score of a hidden pair; exp() of it is 0 in float32 whatever the score. */
export const HIDDEN = -1e30;

const LIMIT = 16;
const cache = new Map<string, Float32Array>();

/**
 * Additive mask `[heads or 1, queries, keys]`: 0 where visible, {@link HIDDEN} elsewhere. Plain
 * arrays, the last few kept, because a model asks for the same ones at every layer and step.
 */
export function additiveMask(
  pattern: Pattern,
  extent: MaskExtent,
): { readonly values: Float32Array; readonly heads: number } | null {
  const { queries, keys, queryOffset = 0, keyLength = keys } = extent;
  if (pattern.type === "full" && keyLength === keys) return null;
  const heads = isPerHead(pattern) ? extent.heads : 1;
  const key = JSON.stringify([pattern, heads, queries, keys, queryOffset, keyLength]);
  let values = cache.get(key);
  if (values === undefined) {
    values = Float32Array.from(patternMask(pattern, { ...extent, heads }), (seen) =>
      seen ? 0 : HIDDEN,
    );
    if (cache.size >= LIMIT) cache.delete(cache.keys().next().value as string);
  }
  cache.delete(key);
  cache.set(key, values); // newest last
  return { values, heads };
}
