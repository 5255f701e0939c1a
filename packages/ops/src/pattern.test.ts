import { describe, expect, it } from "vitest";
import {
  isPerHead,
  type Pattern,
  pairCount,
  patternMask,
  validatePattern,
  visible,
} from "./index.ts";

const STRIDED: Pattern = {
  type: "union",
  of: [
    { type: "banded", window: 32 },
    { type: "strided", stride: 32 },
  ],
};
const FIXED: Pattern = {
  type: "union",
  of: [
    { type: "block", size: 32 },
    { type: "summary", block: 32, width: 4 },
  ],
};

/** Rows of a mask as text, `x` where a key is seen. */
function picture(pattern: Pattern, n: number, head = 0): string[] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (visible(pattern, i, j, head) ? "x" : ".")).join(""),
  );
}

describe("visible", () => {
  it("shows a band of `window` keys, self included", () => {
    expect(picture({ type: "banded", window: 2 }, 4)).toEqual(["x...", "xx..", ".xx.", "..xx"]);
  });

  it("shows every stride-th key back from self", () => {
    expect(picture({ type: "strided", stride: 2 }, 4)).toEqual(["x...", ".x..", "x.x.", ".x.x"]);
  });

  it("shows the own block up to self", () => {
    expect(picture({ type: "block", size: 2 }, 4)).toEqual(["x...", "xx..", "..x.", "..xx"]);
  });

  it("shows the last columns of every block, and self, so that no row is empty", () => {
    expect(picture({ type: "summary", block: 3, width: 1 }, 5)).toEqual([
      "x....",
      ".x...",
      "..x..",
      "..xx.",
      "..x.x",
    ]);
  });

  it("shows another group of summary columns to another offset", () => {
    const last = picture({ type: "summary", block: 3, width: 1, offset: 1 }, 5).at(-1);
    expect(last).toBe(".x..x");
  });

  it("gives heads their patterns in turn", () => {
    const pattern: Pattern = { type: "heads", of: [{ type: "causal" }, { type: "full" }] };
    expect([0, 1, 2, 3].map((head) => visible(pattern, 0, 1, head))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it("shows no later key, except with full", () => {
    const causal: Pattern[] = [{ type: "causal" }, STRIDED, FIXED, { type: "strided", stride: 1 }];
    for (const pattern of causal) expect(visible(pattern, 3, 4)).toBe(false);
    expect(visible({ type: "full" }, 3, 4)).toBe(true);
  });
});

describe("pairCount", () => {
  it.each([
    [2048, { type: "causal" }, 2_098_176],
    [2048, { type: "banded", window: 128 }, 254_016],
    [2048, { type: "banded", window: 256 }, 491_648],
    [2048, { type: "banded", window: 512 }, 917_760],
    [1024, { type: "causal" }, 524_800],
    [1024, FIXED, 80_384],
  ] as const)("of %i positions %j is %i (specification 2.4)", (n, pattern, count) => {
    expect(pairCount(pattern, n)).toBe(count);
  });

  it("counts a pair seen by both halves of the strided union once", () => {
    // the specification's 48,144 has a band of l + 1 keys; with l keys the pairs are the same,
    // because key i − l is also the first of the stride
    expect(pairCount(STRIDED, 1024)).toBe(48_144);
  });
});

describe("patternMask", () => {
  it("refuses a mask that no array holds", () => {
    const extent = { queries: 2 ** 25, keys: 2 ** 25, heads: 2 };
    expect(() => patternMask(STRIDED, extent)).toThrow(
      expect.objectContaining({
        code: "MASK_TOO_LARGE",
        got: `2 heads, ${2 ** 25} queries, ${2 ** 25} keys`,
      }),
    );
  });

  it("counts positions from the query offset and ends at the key length", () => {
    const extent = { queries: 2, keys: 5, heads: 1, queryOffset: 2, keyLength: 4 };
    expect([...patternMask({ type: "causal" }, extent)]).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 1, 0]);
    expect([...patternMask({ type: "full" }, extent)]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 0]);
  });

  it("has one layer for each head", () => {
    const pattern: Pattern = { type: "heads", of: [{ type: "causal" }, { type: "full" }] };
    const mask = patternMask(pattern, { queries: 1, keys: 2, heads: 3 });
    expect([...mask]).toEqual([1, 0, 1, 1, 1, 0]);
  });
});

describe("isPerHead", () => {
  it("finds heads inside a union", () => {
    const heads: Pattern = { type: "heads", of: [{ type: "causal" }] };
    expect(isPerHead({ type: "union", of: [{ type: "causal" }, heads] })).toBe(true);
    expect(isPerHead(STRIDED)).toBe(false);
  });
});

describe("validatePattern", () => {
  it("accepts every kind", () => {
    for (const pattern of [STRIDED, FIXED, { type: "full" }, { type: "causal" }] as const) {
      expect(() => validatePattern(pattern)).not.toThrow();
    }
    expect(() => validatePattern({ type: "heads", of: [STRIDED, FIXED] })).not.toThrow();
  });

  it.each([
    [{ type: "banded", window: 0 }, "window ≥ 1, whole"],
    [{ type: "banded" }, "window ≥ 1, whole"],
    [{ type: "strided", stride: 1.5 }, "stride ≥ 1, whole"],
    [{ type: "block", size: Number.NaN }, "size ≥ 1, whole"],
    [{ type: "summary", block: 4 }, "width ≥ 1, whole"],
    [{ type: "summary", block: 4, width: 3, offset: 1 }, "(offset + 1)·width ≤ block"],
    [{ type: "summary", block: 4, width: 1, offset: -1 }, "offset ≥ 0, whole"],
    [{ type: "union", of: [] }, "at least one pattern in `of`"],
    [{ type: "heads" }, "at least one pattern in `of`"],
    [{ type: "union", of: [{ type: "strided", stride: 0 }] }, "stride ≥ 1, whole"],
    [{ type: "dilated" }, "one of full, causal, banded, strided, block, summary, union, heads"],
  ])("refuses %j", (pattern, expected) => {
    expect(() => validatePattern(pattern as Pattern)).toThrow(
      expect.objectContaining({ code: "INVALID_PATTERN", expected }),
    );
  });
});
