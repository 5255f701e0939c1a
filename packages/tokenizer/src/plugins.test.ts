import { Registry } from "@gpt/registry";
import { describe, expect, test } from "vitest";
import { tokenizerPlugins } from "./plugins.ts";
import { codeOf } from "./testing/errors.ts";
import type { TrainProgress } from "./train/progress.ts";

const registry = new Registry().register(...tokenizerPlugins);
const TEXT = "the cat sat on the mat, the cat sat";

describe("tokenizers by their name in a config", () => {
  test.each([
    ["char", {}],
    ["byte", {}],
    ["byte-bpe", { vocabSize: 270 }],
    ["wordpiece", { vocabSize: 60 }],
    ["gpt1-bpe", { vocabSize: 60 }],
    ["shared-bpe", { vocabSize: 60 }],
  ])("%s is made from the training text", async (type, options) => {
    const context = { texts: () => [TEXT] };
    const tokenizer = await registry.create("tokenizer", { type, ...options }, context);
    expect(tokenizer.type).toBe(type);
    expect(tokenizer.decode(tokenizer.encode("the cat"))).toBe("the cat");
  });

  test.each([
    ["gpt2", 50_257],
    ["cl100k", 100_277],
    ["o200k", 200_019],
  ])("%s is the published one", async (type, size) => {
    const tokenizer = await registry.create("tokenizer", { type }, {});
    expect(tokenizer.vocabSize).toBe(size);
  });

  test("a pattern has a name, or is one's own", async () => {
    const context = { texts: () => ["aB aB aB"] };
    const make = (pattern: string) =>
      registry.create("tokenizer", { type: "byte-bpe", vocabSize: 258, pattern }, context);
    expect((await make("o200k")).count("aB")).toBe(2);
    expect((await make("\\p{L}+")).count("aB")).toBe(1);
  });

  test("progress is told", async () => {
    const seen: TrainProgress[] = [];
    const context = { texts: () => [TEXT], onProgress: (p: TrainProgress) => seen.push(p) };
    await registry.create("tokenizer", { type: "shared-bpe", vocabSize: 60 }, context);
    expect(seen).toEqual([{ phase: "count", bytes: TEXT.length, pieces: 5 }]);
  });

  test("without training text there is a hint", async () => {
    for (const type of ["char", "byte-bpe", "wordpiece", "gpt1-bpe", "shared-bpe"]) {
      const options = type === "char" ? {} : { vocabSize: 300 };
      const make = (): unknown => registry.create("tokenizer", { type, ...options }, {});
      expect(await codeOf(make)).toBe("TRAINING_TEXT_MISSING");
    }
  });
});
