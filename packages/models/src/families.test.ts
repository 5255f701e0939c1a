import "@tensorflow/tfjs-backend-cpu";
import { INFERENCE } from "@gpt/layers";
import { valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { Random, STREAM } from "@gpt/random";
import { type PluginConfig, Registry } from "@gpt/registry";
import { onesLike, ready, type Tensor, tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createModel,
  modelPlugins,
  type Seq2SeqModel,
  type TensorBatch,
  type TrainableModel,
} from "./index.ts";

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);
const SIZES = { vocabSize: 40, contextLength: 20, nLayer: 2, nHead: 2, dModel: 32, dropout: 0 };
const make = <M extends TrainableModel>(config: PluginConfig): M => {
  const model = createModel(registry, config);
  model.parameters.initialize(1);
  return model as M;
};
const int = (...rows: number[][]) => tensor(rows, [rows.length, rows[0]?.length ?? 0], "int32");
const row = (length: number, salt: number) =>
  Array.from({ length }, (_, i) => 3 + ((i * i * salt + 5 * i + salt) % 37));
const rows = (length: number) => [7, 11, 13, 17].map((salt) => row(length, salt));

/** Four rows of 16 tokens, as each family reads them. */
const BATCHES: { readonly [type: string]: () => TensorBatch } = {
  gpt1: () => ({
    inputs: int(...rows(17).map((ids) => ids.slice(0, 16))),
    targets: int(...rows(17).map((ids) => ids.slice(1))),
  }),
  bert() {
    const isMasked = (at: number) => at % 5 === 2;
    const inputs = int(...rows(16).map((ids) => ids.map((id, at) => (isMasked(at) ? 2 : id))));
    return {
      inputs,
      tokenTypes: int(...rows(16).map((ids) => ids.map((_, at) => (at < 8 ? 0 : 1)))),
      attentionMask: onesLike(inputs),
      labels: int(...rows(16).map((ids) => ids.map((id, at) => (isMasked(at) ? id : -100)))),
      nextSentence: tensor([0, 1, 1, 0], [4], "int32"),
    };
  },
  transformer() {
    const source = int(...rows(16));
    const targets = rows(16).map((ids) => [...ids].reverse());
    return {
      source,
      sourceMask: onesLike(source),
      decoderInputs: int(...targets.map((ids) => [1, ...ids.slice(0, -1)])),
      decoderMask: onesLike(source),
      decoderTargets: int(...targets),
    };
  },
};
const FAMILIES = Object.keys(BATCHES);
const batchOf = (type: string) => (BATCHES[type] as () => TensorBatch)();
const configOf = (type: string): PluginConfig => ({
  type,
  ...SIZES,
  ...(type === "transformer" && { head: { type: "seq2seq", labelSmoothing: 0 } }),
});

beforeAll(async () => {
  await ready();
});

describe("every family", () => {
  it.each(FAMILIES)("%s: two layers learn one batch of 64 tokens by heart", (type) => {
    const model = make(configOf(type));
    const batch = batchOf(type);
    const { parameters } = model;
    const optimizer = registry.create(
      "optimizer",
      { type: "adamw", weightDecay: 0 },
      { parameters },
    );
    const variables = [...parameters].map((parameter) => parameter.variable);
    let loss = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 400 && loss >= 0.05; step++) {
      const call = { training: true, seed: 1, step };
      const { value, grads } = valueAndGrads(() => model.loss(batch, call), variables);
      optimizer.step(grads, 0.005).gradNorm.dispose();
      loss = value.dataSync()[0] as number;
      for (const tensor of [value, ...grads]) tensor?.dispose();
    }
    expect(loss).toBeLessThan(0.05);
  });

  it.each(FAMILIES)("%s: every parameter's gradient agrees with central differences", (type) => {
    const model = make(configOf(type));
    const batch = batchOf(type);
    const parameters = [...model.parameters];
    const loss = () => tidy(() => model.loss(batch, INFERENCE).dataSync()[0] as number);
    const variables = parameters.map((parameter) => parameter.variable);
    const { grads } = valueAndGrads(() => model.loss(batch, INFERENCE), variables);
    for (const [i, parameter] of parameters.entries()) {
      const slope = (grads[i] as Tensor).dataSync();
      const norm = Math.hypot(...slope);
      if (norm < 1e-3) continue; // key biases: a softmax does not see what is added to all its scores
      const from = (parameter.variable.dataSync() as Float32Array).slice();
      const at = (step: number) => {
        parameter.assign(from.map((value, j) => value + (step * (slope[j] as number)) / norm));
        return loss();
      };
      const h = 0.01;
      const difference = (at(h) - at(-h)) / (2 * h);
      parameter.assign(from);
      expect(Math.abs(difference / norm - 1), parameter.name).toBeLessThan(0.01);
    }
  });

  // Not the Transformer's: its table is so large at first that a token's own score stands out.
  it.each(["gpt1", "bert"])("%s: the loss before training is ln V + d·σ²/2", (type) => {
    const [dModel, vocabSize] = [128, 400];
    const model = make({ ...configOf(type), dModel, vocabSize });
    const ids = int(...[1, 2, 3, 4, 5, 6, 7, 8].map((salt) => wide(16, salt, vocabSize)));
    const targets = int(
      ...[11, 12, 13, 14, 15, 16, 17, 18].map((salt) => wide(16, salt, vocabSize)),
    );
    const mask = { tokenTypes: zerosLike(ids), attentionMask: onesLike(ids) };
    const batch = { inputs: ids, targets, labels: targets, ...(type === "bert" && mask) };
    const expected = Math.log(vocabSize) + (dModel * 0.02 ** 2) / 2;
    const loss = model.loss(batch, INFERENCE).dataSync()[0] as number;
    expect(Math.abs(loss - expected)).toBeLessThan(0.1);
  });
});

/** Tokens from all over a vocabulary. */
function wide(length: number, salt: number, vocabSize: number): number[] {
  const random = new Random({ seed: salt, stream: STREAM.text });
  return Array.from({ length }, () => random.integer(vocabSize));
}

describe("the Transformer", () => {
  const model = make<Seq2SeqModel>(configOf("transformer"));
  const decode = (target: number[], source = [5, 6, 7, 8], mask = [1, 1, 1, 1]) => {
    const memory = model.encode(int(source), int(mask));
    return model.decodeLogits(memory, int(mask), int(target)).dataSync();
  };

  it("reads no target token before its turn, to the bit", () => {
    const target = [1, 9, 4, 30, 12, 7];
    const before = decode(target);
    for (const t of [1, 3, 5]) {
      const after = decode(target.map((id, at) => (at === t ? id + 1 : id)));
      expect(after.slice(0, t * 40)).toEqual(before.slice(0, t * 40));
      expect(after.slice(t * 40)).not.toEqual(before.slice(t * 40));
    }
  });

  it("does not see a padded source token, in the encoder or across", () => {
    const padded = [1, 1, 1, 0];
    expect(decode([1, 9], [5, 6, 7, 30], padded)).toEqual(decode([1, 9], [5, 6, 7, 8], padded));
    expect(decode([1, 9], [5, 6, 7, 30])).not.toEqual(decode([1, 9], [5, 6, 7, 8]));
  });

  it("has one table for source, target and output: a single buffer", () => {
    const tables = [...model.parameters].filter(({ shape }) => shape.includes(40));
    expect(tables.map(({ name, shape }) => [name, shape])).toEqual([[tables[0]?.name, [40, 32]]]);
    const table = tables[0] as (typeof tables)[0];
    const logits = () => decode([1, 9]);
    const [memory, before] = [() => model.encode(int([5, 6]), int([1, 1])).dataSync(), logits()];
    const encoded = memory();
    const values = (table.variable.dataSync() as Float32Array).slice();
    const change = (id: number) =>
      table.assign(values.map((value, at) => (Math.floor(at / 32) === id ? value + 1 : value)));
    change(5); // a source token
    expect(memory()).not.toEqual(encoded);
    change(9); // a target token: read by the decoder alone
    expect(memory()).toEqual(encoded);
    expect(logits().slice(40)).not.toEqual(before.slice(40));
    change(20); // neither: only its own score changes
    const after = logits();
    const moved = [...after].flatMap((value, at) => (value === before[at] ? [] : [at % 40]));
    expect(moved).toEqual([20, 20]);
  });
});
