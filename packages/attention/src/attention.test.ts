import { type Pattern, pairCount, visible } from "@gpt/ops";
import { isGptError, type PluginConfig, Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { attentionPlugins } from "./index.ts";

const registry = new Registry().register(...attentionPlugins);

function patternOf(config: PluginConfig | string, layer = 0, nHead = 4): Pattern {
  const part = registry.create("attention", config, { registry, layer, nHead });
  return part.pattern as Pattern;
}

/** Visible keys of every query at n = 64, from the pattern and from an index-set definition. */
function expectSets(pattern: Pattern, sees: (i: number, j: number) => boolean, head = 0): void {
  for (let i = 0; i < 64; i++) {
    for (let j = 0; j < 64; j++) {
      expect([i, j, visible(pattern, i, j, head)]).toEqual([i, j, sees(i, j)]);
    }
  }
}

describe("visible sets equal their definitions (Sparse Transformer §4)", () => {
  it("full", () => expectSets(patternOf("full"), () => true));
  it("causal", () => expectSets(patternOf("causal"), (i, j) => j <= i));

  it("banded: window keys, self included", () => {
    expectSets(patternOf({ type: "banded", window: 5 }), (i, j) => j <= i && i - j < 5);
  });

  it("strided, remote form", () => {
    const pattern = patternOf({ type: "strided", stride: 8, form: "remote" });
    expectSets(pattern, (i, j) => j <= i && (i - j) % 8 === 0);
  });

  it("strided, merged form", () => {
    const pattern = patternOf({ type: "strided", stride: 8 });
    expectSets(pattern, (i, j) => j <= i && (i - j < 8 || (i - j) % 8 === 0));
  });

  it("fixed, local form", () => {
    const pattern = patternOf({ type: "fixed", block: 8, form: "local" });
    expectSets(pattern, (i, j) => j <= i && Math.floor(i / 8) === Math.floor(j / 8));
  });

  it("fixed, summary form, with self added so that no row is empty", () => {
    const pattern = patternOf({ type: "fixed", block: 8, width: 2, form: "summary" });
    expectSets(pattern, (i, j) => j <= i && (j % 8 >= 6 || i === j));
  });

  it("fixed, merged form", () => {
    const pattern = patternOf({ type: "fixed", block: 8, width: 2 });
    const sees = (i: number, j: number) =>
      j <= i && (j % 8 >= 6 || Math.floor(i / 8) === Math.floor(j / 8));
    expectSets(pattern, sees);
  });

  it("fixed with spread gives heads different summary columns", () => {
    const pattern = patternOf({ type: "fixed", block: 8, width: 2, form: "summary", spread: true });
    expectSets(pattern, (i, j) => j <= i && (i === j || (j % 8 >= 4 && j % 8 < 6)), 1);
  });

  it("never sees the future, and never has an empty row, but for full", () => {
    for (const name of ["causal", "banded", "strided", "fixed"]) {
      const pattern = patternOf(name);
      for (let i = 0; i < 64; i++) {
        const keys = Array.from({ length: 64 }, (_, j) => j).filter((j) => visible(pattern, i, j));
        expect(keys.length).toBeGreaterThan(0);
        expect(Math.max(...keys)).toBe(i);
      }
    }
  });
});

describe("pair counts", () => {
  it("of the dense and banded patterns at 2048 positions", () => {
    expect(pairCount(patternOf("causal"), 2048)).toBe(2_098_176);
    expect(pairCount(patternOf({ type: "banded", window: 128 }), 2048)).toBe(254_016);
    expect(pairCount(patternOf({ type: "banded", window: 256 }), 2048)).toBe(491_648);
    expect(pairCount(patternOf({ type: "banded", window: 512 }), 2048)).toBe(917_760);
  });

  it("of the merged patterns at 1024 positions", () => {
    expect(pairCount(patternOf({ type: "strided", stride: 32 }), 1024)).toBe(48_144);
    expect(pairCount(patternOf({ type: "fixed", block: 32, width: 4 }), 1024)).toBe(80_384);
  });
});

describe("combined forms", () => {
  it("union sees what any part sees", () => {
    const pattern = patternOf({
      type: "union",
      of: [
        { type: "banded", window: 3 },
        { type: "strided", stride: 8, form: "remote" },
      ],
    });
    expectSets(pattern, (i, j) => j <= i && (i - j < 3 || (i - j) % 8 === 0));
  });

  it("heads take turns", () => {
    const pattern = patternOf({ type: "heads", of: ["causal", { type: "banded", window: 1 }] });
    expect(visible(pattern, 9, 3, 0)).toBe(true);
    expect(visible(pattern, 9, 3, 1)).toBe(false);
    expect(visible(pattern, 9, 3, 2)).toBe(true);
  });

  it("layers take turns", () => {
    const config = { type: "alternating", of: ["causal", { type: "banded", window: 256 }] };
    expect([0, 1, 2, 3].map((layer) => patternOf(config, layer).type)).toEqual([
      "causal",
      "banded",
      "causal",
      "banded",
    ]);
  });

  it("refuses to merge a variant that is no pattern", () => {
    const own = new Registry().register(...attentionPlugins, {
      ...registry.get("attention", "causal"),
      name: "own",
      create: () => ({ pattern: null, apply: (q: object) => q }),
    });
    const context = { registry: own, layer: 0, nHead: 1 };
    try {
      own.create("attention", { type: "union", of: ["own"] }, context);
      expect.unreachable();
    } catch (error) {
      expect(isGptError(error) && error.code).toBe("ATTENTION_NOT_A_PATTERN");
    }
  });

  it("refuses an empty list", () => {
    expect(() => patternOf({ type: "union", of: [] })).toThrow(/"of" is wrong/);
  });
});
