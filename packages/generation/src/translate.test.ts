import "@tensorflow/tfjs-backend-cpu";
import { createModel, modelPlugins, type Seq2SeqModel } from "@gpt/models";
import { Registry } from "@gpt/registry";
import { byteTokenizer } from "@gpt/tokenizer";
import { ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { sequenceIds } from "./pair-ids.ts";
import { translate } from "./translate.ts";

const tokenizer = byteTokenizer({ specials: ["<pad>", "<s>", "</s>"] });
const model = createModel(new Registry().register(...modelPlugins), {
  type: "transformer",
  vocabSize: tokenizer.vocabSize,
  contextLength: 12,
  nLayer: 1,
  nHead: 2,
  dModel: 16,
}) as Seq2SeqModel;
const TEXTS = ["ab", "abcdefgh", "", "abcdefghijklmnop", "z"];

beforeAll(async () => {
  await ready();
  model.parameters.initialize(3);
});

describe("translate", () => {
  it("gives every text its own translation, whatever shares its batch", async () => {
    const together = await translate(model, tokenizer, TEXTS, { extraTokens: 3 });
    const apart = await translate(model, tokenizer, TEXTS, { extraTokens: 3, batchSize: 1 });
    expect(together.texts).toHaveLength(TEXTS.length);
    expect(apart).toEqual(together);
    const alone = await translate(model, tokenizer, ["z"], { extraTokens: 3 });
    expect(alone.texts[0]).toBe(together.texts[4]);
  });

  it("counts texts that are longer than the context", async () => {
    expect((await translate(model, tokenizer, TEXTS, { beams: 1 })).cut).toBe(1);
  });

  it("ends after a batch where it is told to", async () => {
    const signal = AbortSignal.abort();
    expect((await translate(model, tokenizer, TEXTS, { signal })).texts).toHaveLength(0);
  });
});

describe("sequenceIds", () => {
  it("are those of <pad>, <s> and </s>", () => {
    expect(sequenceIds(tokenizer)).toEqual({ padding: 256, start: 257, end: 258 });
    expect(sequenceIds(byteTokenizer({ specials: ["<s>", "</s>"] })).padding).toBe(0);
  });

  it("refuse a tokenizer without them", () => {
    const error = expect.objectContaining({ code: "TOKENIZER_SPECIALS" });
    expect(() => sequenceIds(byteTokenizer())).toThrow(error);
  });
});
