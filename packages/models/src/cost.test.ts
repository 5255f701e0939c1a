import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { modelCost } from "./cost.ts";
import { modelPlugins, presets } from "./index.ts";

const registry = new Registry().register(...modelPlugins);
const cost = (preset: string) => modelCost(registry, presets[preset] ?? preset);

describe("modelCost", () => {
  // 2·12·L·d² + 2·d·V + 2·L·n·d, the causal mean of 4·d·n over positions being 2·d·(n + 1)
  it.each([
    ["gpt2-small", 12, 768, 1024],
    ["gpt2-xl", 48, 1600, 1024],
  ])("%s: forward work by the formula", (preset, nLayer, d, n) => {
    const formula = 24 * nLayer * d * d + 2 * d * 50257 + 2 * nLayer * d * (n + 1);
    expect(cost(preset).forwardFlops).toBe(formula);
  });

  it("counts fewer keys for banded layers", () => {
    const { attentionFlops } = cost("gpt3-small");
    const dense = 4 * 768 * 12 * (2049 / 2);
    const banded = 4 * 768 * 6 * ((256 * 257) / 2 + (2048 - 256) * 256) * (1 / 2048);
    expect(attentionFlops).toBeCloseTo(dense / 2 + banded, 0);
  });

  it("knows GPT-3's exact size and Kaplan's N", () => {
    const { parameters, nonEmbedding } = cost("gpt3-175b");
    expect(parameters).toBe(174_604_259_328);
    expect(nonEmbedding).toBe(parameters - 50257 * 12288 - 2048 * 12288);
  });

  it("keeps no cache for an encoder", () => {
    expect(cost("bert-base-uncased").cacheBytesPerToken).toBe(0);
    expect(cost("gpt2-small").cacheBytesPerToken).toBe(2 * 12 * 768 * 4);
  });
});
