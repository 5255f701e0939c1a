import { isPerHead, type MaskExtent, type Pattern, patternMask } from "./pattern.ts";

/** Added to the score of a hidden pair; exp() of it is 0 in float32 whatever the score. */
export const HIDDEN = -1e30;

/** Most elements kept in all: 64 MiB of float32. The newest mask is kept whatever its size. */
const LIMIT = 2 ** 24;
/** What an entry costs besides its elements, so that small masks are few enough too. */
const ENTRY = 2 ** 10;

const cache = new Map<string, Float32Array>(); // oldest first
let kept = 0;

/**
 * Additive mask `[heads or 1, queries, keys]`: 0 where visible, {@link HIDDEN} elsewhere; null where
 * nothing is hidden. Plain arrays rather than tensors, so that nothing stays on a backend; the last
 * ones are kept, because a model asks for the same ones at every layer and step.
 */
export function additiveMask(
  pattern: Pattern,
  extent: MaskExtent,
): { readonly values: Float32Array; readonly heads: number } | null {
  const { queries, keys, queryOffset = 0, keyLength = keys } = extent;
  if (pattern.type === "full" && keyLength === keys) return null;
  const heads = isPerHead(pattern) ? extent.heads : 1;
  const key = JSON.stringify([pattern, heads, queries, keys, queryOffset, keyLength]);
  const values = take(key) ?? additive(patternMask(pattern, { ...extent, heads }));
  keep(key, values);
  return { values, heads };
}

function additive(mask: Uint8Array): Float32Array {
  const values = new Float32Array(mask.length); // Float32Array.from is 50 times slower
  for (let at = 0; at < mask.length; at++) if (mask[at] === 0) values[at] = HIDDEN;
  return values;
}

function take(key: string): Float32Array | undefined {
  const values = cache.get(key);
  if (values !== undefined && cache.delete(key)) kept -= values.length + ENTRY;
  return values;
}

function keep(key: string, values: Float32Array): void {
  for (const oldest of cache.keys()) {
    if (kept + values.length + ENTRY <= LIMIT) break;
    take(oldest);
  }
  cache.set(key, values);
  kept += values.length + ENTRY;
}

/** Elements kept at the moment, entries' own cost included. */
export function keptElements(): number {
  return kept;
}
