import "@tensorflow/tfjs-backend-cpu";
import { createModel, type Seq2SeqModel } from "@gpt/models";
import { onesLike, ready, sum, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createRegistry } from "../../registry.ts";
import { type AttentionProbe, attentionProbe } from "./attention-probe.ts";

const CONFIG = {
  type: "transformer",
  nLayer: 2,
  nHead: 2,
  dModel: 16,
  vocabSize: 20,
  contextLength: 12,
  dropout: 0,
};

let probe: AttentionProbe;
let plain: Seq2SeqModel;
let watched: Seq2SeqModel;

beforeAll(async () => {
  await ready();
  const registry = await createRegistry();
  probe = attentionProbe(registry);
  const make = (of: typeof registry) => {
    const model = createModel(of, CONFIG) as Seq2SeqModel;
    model.parameters.initialize(3);
    return model;
  };
  plain = make(registry);
  watched = make(probe.registry);
});

const source = () => tensor2d([4, 5, 6, 7, 8], [1, 5], "int32");
const target = () => tensor2d([1, 9, 10], [1, 3], "int32");

/** Logits of a short pair. */
function logitsOf(model: Seq2SeqModel): Tensor {
  const memory = model.encode(source(), onesLike(source()));
  return model.decodeLogits(memory, onesLike(source()), target());
}

describe("the attention probe", () => {
  it("changes nothing that a model computes", () => {
    const [a, b] = [logitsOf(plain), logitsOf(watched)].map((logits) => logits.dataSync());
    expect(b).toEqual(a);
  });

  it("sees the cross-attention of every decoder layer: rows that sum to 1", () => {
    const mask = onesLike(source());
    const memory = tidy(() => watched.encode(source(), mask));
    const seen = probe.record(() => void watched.decodeLogits(memory, mask, target()));
    expect(seen.map(({ shape }) => shape)).toEqual([
      [1, 3, 5],
      [1, 3, 5],
    ]);
    for (const weights of seen) {
      for (const row of sum(weights, -1).dataSync()) expect(row).toBeCloseTo(1, 5);
    }
  });

  it("sees nothing of other registries' models, and nothing when it does not record", () => {
    logitsOf(watched);
    expect(probe.record(() => void logitsOf(plain))).toEqual([]);
  });
});
