import { Random, STREAM } from "@gpt/random";
import { type PluginConfig, Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { draw, filterLogits, type SamplingOptions, samplerPlugins } from "./sampler.ts";

const registry = new Registry().register(...samplerPlugins);
const DEFAULTS: SamplingOptions = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  crossing: "include",
};

/** Logits whose softmax is exactly these probabilities. */
const row = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

function kept(logits: Float32Array, options: Partial<SamplingOptions>, history: number[] = []) {
  filterLogits(logits, history, { ...DEFAULTS, ...options });
  return [...logits].flatMap((logit, id) => (logit === -Infinity ? [] : [id]));
}

describe("the filters run in the order temperature, top-k, top-p, min-p", () => {
  it("top-p measures what the temperature has made", () => {
    expect(kept(row(0.6, 0.3, 0.1), { topP: 0.65 })).toEqual([0, 1]);
    expect(kept(row(0.6, 0.3, 0.1), { topP: 0.65, temperature: 0.5 })).toEqual([0]);
  });

  it("top-p measures what top-k has left", () => {
    // Of 0.4 and 0.3 the first has 4/7; the other order would keep both.
    expect(kept(row(0.4, 0.3, 0.2, 0.1), { topP: 0.5, topK: 2 })).toEqual([0]);
  });

  it("the repetition penalty comes before the temperature", () => {
    const logits = Float32Array.of(2, 1);
    filterLogits(logits, [0], { ...DEFAULTS, repetitionPenalty: 4, temperature: 2 });
    expect([...logits]).toEqual([0.25, 0.5]);
  });

  it("nothing is filtered by default", () => {
    expect(kept(row(0.97, 0.02, 0.01), {}, [0])).toEqual([0, 1, 2]);
  });
});

describe("draw", () => {
  it("draws in proportion to the probabilities", () => {
    const random = new Random({ seed: 1, stream: STREAM.sample });
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const id = draw(row(0.5, 0.3, 0.2), random);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    for (const [id, share] of [0.5, 0.3, 0.2].entries()) {
      expect(Math.abs((counts[id] ?? 0) / 20_000 - share)).toBeLessThan(0.015);
    }
  });

  it("never draws what was taken out", () => {
    const random = new Random({ seed: 2, stream: STREAM.sample });
    const logits = Float32Array.of(-Infinity, 0, -Infinity);
    for (let i = 0; i < 100; i++) expect(draw(logits, random)).toBe(1);
  });
});

describe("samplers by name", () => {
  const sample = (config: PluginConfig | string, logits: Float32Array, history: number[] = []) =>
    registry.create("sampler", config, { random: new Random({ seed: 3, stream: STREAM.sample }) })(
      logits,
      history,
    );

  it("greedy, and temperature 0, take the most likely token", () => {
    expect(sample("greedy", row(0.2, 0.5, 0.3))).toBe(1);
    expect(sample({ type: "sampling", temperature: 0 }, row(0.2, 0.5, 0.3))).toBe(1);
  });

  it("temperature 0 still hears the repetition penalty", () => {
    const config = { type: "sampling", temperature: 0, repetitionPenalty: 3 };
    expect(sample(config, Float32Array.of(2, 1), [0])).toBe(1);
  });

  it("top-k 1 is greedy", () => {
    for (let i = 0; i < 5; i++) {
      expect(sample({ type: "sampling", topK: 1 }, row(0.3, 0.3, 0.4))).toBe(2);
    }
  });

  it("refuse options that make no sense", () => {
    expect(() => sample({ type: "sampling", topP: 0 }, row(1))).toThrow(/topP/);
    expect(() => sample({ type: "sampling", temperature: -1 }, row(1))).toThrow(/temperature/);
  });
});
