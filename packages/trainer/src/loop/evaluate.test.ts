import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";
import { countingBatch, NANO, nanoModel } from "./fixture.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

it("is near the logarithm of the vocabulary before training", async () => {
  const model = nanoModel();
  expect(await evaluate(model, [countingBatch(1)])).toBeCloseTo(Math.log(NANO.vocabSize), 1);
  model.dispose();
});

it("is the mean of the batches' losses", async () => {
  const model = nanoModel();
  const [a, b] = [countingBatch(1), countingBatch(2)];
  const mean = ((await evaluate(model, [a])) + (await evaluate(model, [b]))) / 2;
  expect(await evaluate(model, [a, b])).toBe(mean);
  model.dispose();
});

it("has no dropout: twice the same number, bit for bit", async () => {
  const model = nanoModel({ dropout: 0.5 });
  const batches = [countingBatch(1), countingBatch(2)];
  expect(await evaluate(model, batches)).toBe(await evaluate(model, batches));
  model.dispose();
});

it("leaves no tensors behind", async () => {
  const model = nanoModel();
  const before = tf.memory().numTensors;
  await evaluate(model, [countingBatch(1), countingBatch(2)]);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
