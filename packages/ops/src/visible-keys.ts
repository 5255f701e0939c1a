import { headsOf, type MaskExtent, markVisible, type Pattern } from "./pattern.ts";
import { makeTiles, type VisibleTiles } from "./visible-tiles.ts";

/** Which keys queries see, for kernels that visit no others: `[heads, queries]`, head h of the model being h mod heads. */
export interface VisibleKeys {
  readonly heads: number;
  /** First visible key of each query. */
  readonly from: Int32Array;
  /** Behind the last visible key of each query; `from` where there is none. */
  readonly to: Int32Array;
  /** Which of these are visible; null where all are. */
  readonly tiles: VisibleTiles | null;
}

/** Extents that are kept for a pattern. */
const LIMIT = 16;
const cache = new WeakMap<Pattern, Map<string, VisibleKeys>>();

/** Kept for the last few extents of a pattern, as a model asks for the same ones at every layer and step. */
export function visibleKeys(pattern: Pattern, extent: Required<MaskExtent>): VisibleKeys {
  const { queries, keys, queryOffset, keyLength } = extent;
  const heads = headsOf(pattern, extent.heads);
  const known = cache.get(pattern) ?? new Map<string, VisibleKeys>();
  const key = `${heads},${queries},${keys},${queryOffset},${keyLength}`;
  const planned = known.get(key) ?? plan(pattern, { ...extent, heads });
  if (known.has(key)) return planned;
  if (known.size === LIMIT) known.delete(known.keys().next().value as string); // the oldest
  cache.set(pattern, known.set(key, planned));
  return planned;
}

function plan(pattern: Pattern, extent: Required<MaskExtent>): VisibleKeys {
  const { heads, queries, queryOffset, keyLength } = extent;
  const [from, to] = [new Int32Array(heads * queries), new Int32Array(heads * queries)];
  const range = rangeOf(pattern, keyLength);
  if (range === null) return { heads, from, to, tiles: tilesOf(pattern, extent, from, to) };
  for (let i = 0; i < queries; i++) {
    const [first, end] = range(i + queryOffset);
    from[i] = Math.min(Math.max(0, first), keyLength);
    to[i] = Math.max(from[i] as number, Math.min(end, keyLength));
  }
  return { heads, from, to, tiles: null };
}

/** Keys that a position sees, where they are one run. */
function rangeOf(
  pattern: Pattern,
  keyLength: number,
): ((position: number) => readonly [number, number]) | null {
  switch (pattern.type) {
    case "full":
      return () => [0, keyLength];
    case "causal":
      return (i) => [0, i + 1];
    case "banded":
      return (i) => [i + 1 - pattern.window, i + 1];
    case "block":
      return (i) => [i - (i % pattern.size), i + 1];
    default:
      return null;
  }
}

/** Finds the first and the last visible key of every query too. */
function tilesOf(
  pattern: Pattern,
  { heads, queries, keys, queryOffset, keyLength }: Required<MaskExtent>,
  from: Int32Array,
  to: Int32Array,
): VisibleTiles {
  return makeTiles({ heads, queries, keys }, (head, query, row) => {
    const seen = row.subarray(0, keyLength);
    markVisible(pattern, query + queryOffset, head, seen);
    from[head * queries + query] = Math.max(0, seen.indexOf(1));
    to[head * queries + query] = seen.lastIndexOf(1) + 1;
  });
}
