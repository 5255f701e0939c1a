import { describe, expect, it } from "vitest";
import { registry } from "../run/fixture.ts";
import { type RunConfigInput, resolveConfig } from "./run-config.ts";

const resolve = (input: RunConfigInput | object = {}) => resolveConfig(registry, input, "test");

describe("resolveConfig", () => {
  it("is a small GPT-2 on tales where nothing is said", () => {
    expect(resolve()).toMatchObject({
      model: { type: "gpt2", nLayer: 4, dModel: 128 },
      data: { type: "tales" },
      tokenizer: { type: "byte-bpe", vocabSize: 512 },
    });
  });

  it("changes nothing when it is applied to its own result", () => {
    const once = resolve({ model: "gpt3-nano" });
    expect(resolve(once)).toEqual(once);
  });

  it("takes options over a preset's", () => {
    const { model } = resolve({ model: { type: "gpt2-small", nLayer: 3 } });
    expect(model).toMatchObject({ type: "gpt2", nLayer: 3, nHead: 12, dModel: 768 });
  });

  it.each([
    ["gpt2-small", 6e-4],
    ["gpt2-medium", 4.5e-4],
    ["gpt2-nano", 3.6e-3],
    [{ type: "gpt2-nano", dModel: 32 }, 4e-3],
  ])("gives %s a learning rate for its width", (model, rate) => {
    expect(resolve({ model }).schedule.learningRate).toBe(rate);
  });

  it("leaves a given learning rate alone", () => {
    const { schedule } = resolve({ schedule: { type: "linear", learningRate: 0.5 } });
    expect(schedule.learningRate).toBe(0.5);
  });

  it("gives masked models their special tokens, and encoder-decoders pairs", () => {
    expect(resolve({ model: "bert-nano" }).tokenizer.specials).toContain("[MASK]");
    expect(resolve({ model: "transformer-nano" }).data.type).toBe("toy-pairs");
    expect(resolve({ model: "bert-nano", tokenizer: "byte" }).tokenizer.type).toBe("byte");
  });

  it.each([
    [{ stepz: 3 }, "INVALID_OPTIONS"],
    [{ steps: 0 }, "INVALID_OPTIONS"],
    [{ model: "gpt9" }, "UNKNOWN_PRESET"],
    [{ optimizer: "adamv" }, "UNKNOWN_PLUGIN"],
    [{ version: 99 }, "CONFIG_NEWER"],
    [null, "INVALID_OPTIONS"],
  ])("refuses %j", (input, code) => {
    expect(() => resolveConfig(registry, input, "test")).toThrow(expect.objectContaining({ code }));
  });
});
