import type { BatchData } from "@gpt/data";
import { createModel, modelPlugins, type TrainableModel } from "@gpt/models";
import { Random, STREAM } from "@gpt/random";
import { Registry } from "@gpt/registry";

/** The smallest GPT-2 that is one: for tests of the loop, on plain JavaScript kernels. */
export const NANO = {
  type: "gpt2",
  vocabSize: 32,
  contextLength: 16,
  nLayer: 1,
  nHead: 2,
  dModel: 16,
  dropout: 0,
} as const;

/** A fresh nano model with weights of the seed. */
export function nanoModel(options: object = {}, seed = 1): TrainableModel {
  const registry = new Registry().register(...modelPlugins);
  const model = createModel(registry, { ...NANO, ...options });
  model.parameters.initialize(seed);
  return model;
}

/** Batches of tokens that can be learned: each is the one before it plus 1, with some noise. */
export function countingBatch(index: number, rows = 2, time = NANO.contextLength): BatchData {
  const random = new Random({ seed: index, stream: STREAM.text });
  const inputs = new Int32Array(rows * time);
  const targets = new Int32Array(rows * time);
  for (let row = 0; row < rows; row++) {
    let token = random.integer(NANO.vocabSize);
    for (let t = 0; t < time; t++) {
      inputs[row * time + t] = token;
      const jump = random.uniform() < 0.1 ? random.integer(NANO.vocabSize) : 1;
      token = (token + jump) % NANO.vocabSize;
      targets[row * time + t] = token;
    }
  }
  const shape = [rows, time];
  return { inputs: { data: inputs, shape }, targets: { data: targets, shape } };
}
