import { isPerHead, type Pattern, patternMask } from "@gpt/ops";

/** Which keys the queries of one head see. */
export interface VisibleKeys {
  /** First visible key of each query, `[queries]`. */
  readonly from: Int32Array;
  /** Behind the last visible key of each query; from = to where there is none. */
  readonly to: Int32Array;
  /** 1 where visible, `[queries, keys]`; null where everything between `from` and `to` is. */
  readonly mask: Uint8Array | null;
}

/** Where queries and keys stand. */
export interface Extent {
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly queryOffset: number;
  readonly keyLength: number;
}

const LIMIT = 16;
const cache = new Map<string, VisibleKeys[]>();

/**
 * The visible keys of each head (of one for all, where heads agree). Kept for the last few patterns,
 * as a model asks for the same ones at every layer and step.
 */
export function visibleKeys(pattern: Pattern, extent: Extent): readonly VisibleKeys[] {
  const heads = isPerHead(pattern) ? extent.heads : 1;
  const key = JSON.stringify([pattern, { ...extent, heads }]);
  const known = cache.get(key) ?? plan(pattern, { ...extent, heads });
  cache.delete(key);
  cache.set(key, known); // newest last
  if (cache.size > LIMIT) cache.delete(cache.keys().next().value as string);
  return known;
}

function plan(pattern: Pattern, extent: Extent): VisibleKeys[] {
  const range = ranges(pattern, extent);
  if (range !== undefined) return [bounds(extent, range)];
  const { heads, queries, keys } = extent;
  const masks = patternMask(pattern, extent);
  return Array.from({ length: heads }, (_, head) =>
    fromMask(masks.subarray(head * queries * keys, (head + 1) * queries * keys), extent),
  );
}

type Range = (position: number) => readonly [number, number];

/** The patterns whose queries see one run of keys, without asking key by key. */
function ranges(pattern: Pattern, { keyLength }: Extent): Range | undefined {
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
      return undefined;
  }
}

function bounds({ queries, queryOffset, keyLength }: Extent, range: Range): VisibleKeys {
  const [from, to] = [new Int32Array(queries), new Int32Array(queries)];
  for (let i = 0; i < queries; i++) {
    const [first, end] = range(i + queryOffset);
    from[i] = Math.min(Math.max(0, first), keyLength);
    to[i] = Math.max(from[i] as number, Math.min(end, keyLength));
  }
  return { from, to, mask: null };
}

function fromMask(mask: Uint8Array, { queries, keys }: Extent): VisibleKeys {
  const [from, to] = [new Int32Array(queries), new Int32Array(queries)];
  for (let i = 0; i < queries; i++) {
    const row = mask.subarray(i * keys, (i + 1) * keys);
    from[i] = Math.max(0, row.indexOf(1));
    to[i] = row.lastIndexOf(1) + 1;
  }
  return { from, to, mask };
}
