import { headPeriod, type MaskExtent, markVisible, type Pattern } from "./pattern.ts";
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

/** Plans that are kept: some patterns at a few extents. */
const LIMIT = 32;
const plans = new Map<string, VisibleKeys>(); // the one that was asked for last is the last
/** Patterns as text: every layer has an object of its own. */
const names = new WeakMap<Pattern, string>();

/** The last plans are kept, as a model asks for the same ones at every layer and step. */
export function visibleKeys(pattern: Pattern, extent: Required<MaskExtent>): VisibleKeys {
  const { queries, keys, queryOffset, keyLength } = extent;
  const heads = Math.min(extent.heads, headPeriod(pattern));
  const key = `${heads},${queries},${keys},${queryOffset},${keyLength},${nameOf(pattern)}`;
  const planned = plans.get(key) ?? plan(pattern, { ...extent, heads });
  plans.delete(key);
  plans.set(key, planned);
  if (plans.size > LIMIT) plans.delete(plans.keys().next().value as string);
  return planned;
}

function nameOf(pattern: Pattern): string {
  const name = names.get(pattern) ?? JSON.stringify(pattern);
  names.set(pattern, name);
  return name;
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
