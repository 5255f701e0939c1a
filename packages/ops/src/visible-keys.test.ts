import { describe, expect, it } from "vitest";
import { type Pattern, TILE_SIDE, type VisibleKeys, visible, visibleKeys } from "./index.ts";

const BANDED: Pattern = { type: "banded", window: 20 };
const STRIDED: Pattern = { type: "union", of: [BANDED, { type: "strided", stride: 70 }] };
const SUMMARY: Pattern = { type: "summary", block: 90, width: 3 };
const FIXED: Pattern = { type: "union", of: [{ type: "block", size: 90 }, SUMMARY] };
const NESTED: Pattern = {
  type: "union",
  of: [BANDED, { type: "heads", of: [SUMMARY, { type: "strided", stride: 9 }] }],
};

const PATTERNS: readonly Pattern[] = [
  { type: "full" },
  { type: "causal" },
  BANDED,
  { type: "block", size: 33 },
  { type: "strided", stride: 1 },
  { type: "strided", stride: 70 },
  SUMMARY,
  { ...SUMMARY, offset: 2 },
  STRIDED,
  FIXED,
  { type: "heads", of: [STRIDED, FIXED, { type: "causal" }] },
  { type: "heads", of: [NESTED, BANDED] },
  NESTED,
];

/** Extents with tiles that are not whole, queries that come late, and keys that are not there. */
const EXTENTS = [
  { queries: 1, keys: 1, queryOffset: 0, keyLength: 1 },
  { queries: 64, keys: 64, queryOffset: 0, keyLength: 64 },
  { queries: 150, keys: 200, queryOffset: 30, keyLength: 190 },
  { queries: 1, keys: 200, queryOffset: 150, keyLength: 151 },
  { queries: 3, keys: 70, queryOffset: 100, keyLength: 70 },
  { queries: 2, keys: 65, queryOffset: 0, keyLength: 0 },
].map((extent) => ({ ...extent, heads: 5 }));

/** Whether what kernels are told lets query `i` see key `j`. */
function sees(
  { heads, from, to, tiles }: VisibleKeys,
  { queries, keys }: { queries: number; keys: number },
  [head, i, j]: readonly [number, number, number],
): boolean {
  const row = (head % heads) * queries + i;
  if (j < (from[row] as number) || j >= (to[row] as number)) return false;
  if (tiles === null) return true;
  const tileOf = (at: number) => Math.floor(at / TILE_SIDE);
  const [down, across] = [queries, keys].map((count) => Math.ceil(count / TILE_SIDE)) as [
    number,
    number,
  ];
  const at = ((head % heads) * down + tileOf(i)) * across + tileOf(j);
  const number = tiles.numbers[at] as number;
  const within = (i % TILE_SIDE) * TILE_SIDE + (j % TILE_SIDE);
  return number >= 0 && tiles.kinds[number * TILE_SIDE ** 2 + within] === 1;
}

describe("the keys that kernels are told of", () => {
  it.each(PATTERNS)("are those of the pattern: %j", (pattern) => {
    for (const extent of EXTENTS) {
      const told = visibleKeys(pattern, extent);
      const wrong: number[][] = [];
      for (let head = 0; head < extent.heads; head++) {
        for (let i = 0; i < extent.queries; i++) {
          for (let j = 0; j < extent.keys; j++) {
            const wanted =
              j < extent.keyLength && visible(pattern, i + extent.queryOffset, j, head);
            if (sees(told, extent, [head, i, j]) !== wanted) wrong.push([head, i, j]);
          }
        }
      }
      expect(wrong, JSON.stringify(extent)).toEqual([]);
    }
  });

  it("are found once for patterns that say the same, as each layer has an object of its own", () => {
    const extent = { queries: 70, keys: 70, heads: 4, queryOffset: 0, keyLength: 70 };
    const first = visibleKeys(STRIDED, extent);
    expect(visibleKeys(structuredClone(STRIDED), extent)).toBe(first);
    expect(visibleKeys(STRIDED, { ...extent, keyLength: 69 })).not.toBe(first);
    for (let keys = 1; keys < 31; keys++) visibleKeys(BANDED, { ...extent, keys });
    expect(visibleKeys(STRIDED, extent)).toBe(first); // asked for again, so that it stays
    for (let keys = 1; keys < 33; keys++) visibleKeys(BANDED, { ...extent, keys });
    expect(visibleKeys(STRIDED, extent)).not.toBe(first);
  });

  it.each([
    [STRIDED, 1],
    [{ type: "heads", of: [STRIDED, BANDED, FIXED] }, 3],
    [NESTED, 2],
    [{ type: "heads", of: [NESTED, BANDED, SUMMARY] }, 6],
    [{ type: "heads", of: [BANDED, SUMMARY, BANDED, SUMMARY, BANDED, SUMMARY, FIXED] }, 7],
  ] as const)("repeat after some heads: %j after %i", (pattern, period) => {
    const extent = { queries: 3, keys: 3, heads: 12, queryOffset: 0, keyLength: 3 };
    expect(visibleKeys(pattern as Pattern, extent).heads).toBe(period);
    expect(visibleKeys(pattern as Pattern, { ...extent, heads: 1 }).heads).toBe(1);
  });

  it("need no tiles where they are one run", () => {
    const extent = { queries: 9, keys: 9, heads: 1, queryOffset: 0, keyLength: 9 };
    for (const pattern of PATTERNS.slice(0, 4)) {
      expect(visibleKeys(pattern, extent).tiles).toBeNull();
    }
  });

  it("take little memory however long the text: tiles that repeat are kept once", () => {
    const keys = 16_384;
    const of: Pattern[] = [
      { type: "strided", stride: 128 },
      { type: "causal" },
      {
        type: "union",
        of: [
          { type: "block", size: 128 },
          { type: "summary", block: 128, width: 8 },
        ],
      },
    ];
    const told = visibleKeys(
      { type: "heads", of },
      { queries: keys, keys, heads: 96, queryOffset: 0, keyLength: keys },
    );
    expect(told.heads).toBe(3);
    const { numbers, kinds } = told.tiles as { numbers: Int32Array; kinds: Uint8Array };
    expect(numbers.byteLength).toBe(3 * (keys / TILE_SIDE) ** 2 * 4);
    expect(kinds.length).toBeLessThanOrEqual(8 * TILE_SIDE ** 2);
  });
});
