import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { createModel, modelPlugins, preset, presets } from "./index.ts";

const registry = new Registry().register(...modelPlugins);
const count = (name: string) => createModel(registry, preset(name)).parameters.count;

describe("parameter counts, from shapes", () => {
  it("of the published sizes", () => {
    expect(count("gpt1")).toBe(116_534_784);
    expect(count("gpt2-small")).toBe(124_439_808);
    expect(count("gpt2-xl")).toBe(1_557_611_200);
    expect(count("gpt3-175b")).toBe(174_604_259_328);
    expect(count("bert-base-uncased")).toBe(110_106_428);
    expect(count("transformer-base-ende")).toBe(63_045_632);
  });

  it("of the Transformer with attention biases", () => {
    const config = { ...preset("transformer-base-ende"), attentionBias: true };
    expect(createModel(registry, config).parameters.count).toBe(63_082_496);
  });

  it("grow by three rows with GPT-1's three special tokens", () => {
    expect(count("gpt1-finetune-3-specials") - count("gpt1")).toBe(3 * 768);
  });
});

describe.skipIf(!hasShared("spec", "presets.json"))("every preset of the specification", () => {
  const text = hasShared("spec", "presets.json")
    ? readFileSync(shared("spec", "presets.json"), "utf8")
    : "{}";
  const specified = JSON.parse(text).presets ?? {};
  for (const [name, { expected_params }] of Object.entries<{ expected_params: unknown }>(
    specified,
  )) {
    it(`${name} has its exact count`, () => {
      const expected =
        typeof expected_params === "number"
          ? expected_params
          : (expected_params as { pretraining_mlm_nsp: number }).pretraining_mlm_nsp;
      expect(count(name)).toBe(expected);
    });
  }
});

describe("preset", () => {
  it("offers the nearest name for an unknown one", () => {
    expect(() => preset("gpt2-smal")).toThrow(/did you mean "gpt2-small"/);
  });

  it("gives configs that resolve", () => {
    for (const config of Object.values(presets)) {
      expect(registry.resolve("model", config).type).toBe(config.type);
    }
  });

  it("refuses heads that cannot share the width", () => {
    expect(() => createModel(registry, { type: "gpt2", dModel: 100, nHead: 3 })).toThrow(
      /divisible/,
    );
  });
});
