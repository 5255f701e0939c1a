import { describe, expect, it } from "vitest";
import { additiveMask, HIDDEN, keptElements } from "./mask-cache.ts";

const causal = { type: "causal" } as const;

describe("additiveMask", () => {
  it("is 0 where a key is seen and hides the others", () => {
    const mask = additiveMask(causal, { queries: 2, keys: 2, heads: 8 });
    expect(mask).toEqual({ heads: 1, values: Float32Array.of(0, HIDDEN, 0, 0) });
  });

  it("has no values where nothing is hidden", () => {
    expect(additiveMask({ type: "full" }, { queries: 2, keys: 2, heads: 1 })).toBeNull();
    const cut = additiveMask({ type: "full" }, { queries: 1, keys: 2, heads: 1, keyLength: 1 });
    expect(cut?.values).toEqual(Float32Array.of(0, HIDDEN));
  });

  it("gives the same array again for the same question, and another for another", () => {
    const extent = { queries: 5, keys: 5, heads: 1 };
    const first = additiveMask(causal, extent)?.values;
    expect(additiveMask({ type: "causal" }, { ...extent, heads: 4 })?.values).toBe(first);
    expect(additiveMask(causal, { ...extent, queryOffset: 1 })?.values).not.toBe(first);
    expect(additiveMask({ type: "banded", window: 2 }, extent)?.values).not.toBe(first);
  });

  it("has a layer for each head where heads differ", () => {
    const pattern = { type: "heads", of: [causal, { type: "full" }] } as const;
    const mask = additiveMask(pattern, { queries: 1, keys: 2, heads: 2 });
    expect(mask).toEqual({ heads: 2, values: Float32Array.of(0, HIDDEN, 0, 0) });
  });

  it("keeps no more than 64 MiB, and lets the oldest go first", () => {
    const big = (queryOffset: number) =>
      additiveMask(causal, { queries: 1024, keys: 2048, heads: 1, queryOffset })?.values;
    const old = big(0);
    for (let offset = 1; offset < 8; offset++) {
      big(offset);
      expect(keptElements()).toBeLessThanOrEqual(2 ** 24);
    }
    const [made, kept] = [big(7), big(7)];
    expect(made === kept).toBe(true); // toBe() on the arrays would compare element by element
    expect(big(0) === old).toBe(false);
  });
});
