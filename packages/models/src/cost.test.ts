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
    ["gpt2-medium", 24, 1024, 1024], // as wide as its context is long
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

  it("counts an output layer once, tied or not", () => {
    const sizes = {
      type: "gpt2",
      vocabSize: 50,
      contextLength: 16,
      nLayer: 1,
      nHead: 2,
      dModel: 16,
    };
    const tied = modelCost(registry, sizes);
    const own = modelCost(registry, { ...sizes, head: { type: "lm", tied: false } });
    expect(own.forwardFlops).toBe(tied.forwardFlops);
    expect(own.parameters).toBe(tied.parameters + 16 * 50);
  });

  it("counts a task model by its trunk and its head", () => {
    const trunk = {
      type: "gpt2",
      vocabSize: 50,
      contextLength: 16,
      nLayer: 1,
      nHead: 2,
      dModel: 16,
    };
    const head = { type: "classification", labels: 3 };
    const task = modelCost(registry, { type: "task", trunk, head });
    expect(task.parameters).toBe(modelCost(registry, trunk).parameters + 16 * 3 + 3);
    expect(task.forwardFlops).toBe(modelCost(registry, trunk).forwardFlops + 2 * 16 * 3);
  });

  it("keeps no cache for an encoder", () => {
    expect(cost("bert-base-uncased").cacheBytesPerToken).toBe(0);
    expect(cost("gpt2-small").cacheBytesPerToken).toBe(2 * 12 * 768 * 4);
  });
});
