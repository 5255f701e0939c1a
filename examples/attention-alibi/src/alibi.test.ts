import "@tensorflow/tfjs-backend-cpu";
import { type CausalModel, createModel, modelPlugins } from "@gpt/models";
import { valueAndGrads } from "@gpt/ops";
import { Registry } from "@gpt/registry";
import { ready, slice, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { plugins } from "./alibi.ts";

const registry = new Registry().register(...modelPlugins, ...plugins);
const config = {
  type: "gpt2",
  vocabSize: 11,
  contextLength: 8,
  nLayer: 2,
  nHead: 2,
  dModel: 16,
  dropout: 0,
  attention: "alibi",
  position: "none",
};
const ids = (...row: number[]) => tensor([row], [1, row.length], "int32");
const model = () => {
  const made = createModel(registry, config) as CausalModel;
  made.parameters.initialize(1);
  return made;
};

beforeAll(async () => {
  await ready();
});

it("is causal: a later token changes no earlier logit", () => {
  const m = model();
  const first = (x: Tensor) => slice(m.logits(x) as Tensor, [0, 0, 0], [1, 3, 11]).dataSync();
  expect(first(ids(1, 2, 3, 4))).toEqual(first(ids(1, 2, 3, 9)));
});

it("knows the order of tokens without positions", () => {
  const m = model();
  const last = (x: Tensor) => m.logits(x, { lastOnly: true }).dataSync();
  expect(last(ids(1, 2, 3))).not.toEqual(last(ids(2, 1, 3)));
});

it("agrees with its own key/value cache", () => {
  const m = model();
  const cache = m.createCache(1);
  m.logits(ids(1, 2), { cache });
  const cached = m.logits(ids(3), { cache, lastOnly: true }).dataSync();
  const whole = m.logits(ids(1, 2, 3), { lastOnly: true }).dataSync();
  for (const [i, value] of whole.entries()) expect(cached[i]).toBeCloseTo(value, 5);
});

it("has a gradient for every parameter", () => {
  const m = model();
  const variables = [...m.parameters].map((parameter) => parameter.variable);
  const batch = { inputs: ids(1, 2, 3), targets: ids(2, 3, 4) };
  const { grads } = valueAndGrads(
    () => m.loss(batch, { training: true, seed: 0, step: 0 }),
    variables,
  );
  expect(grads.every((grad) => grad !== null)).toBe(true);
});
