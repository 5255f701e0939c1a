import type { BatchData } from "@gpt/data";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, expect, it } from "vitest";
import { countingBatch, nanoModel } from "./fixture.ts";
import { accumulateGradients } from "./gradients.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Loss and all gradients as plain numbers; frees what it made. */
function computed(batches: readonly BatchData[], options: object = {}, microStep = 0) {
  const model = nanoModel(options);
  const { loss, grads } = accumulateGradients(model, batches, 7, microStep);
  const numbers = {
    loss: loss.dataSync()[0] as number,
    grads: grads.map((grad) => Array.from(grad?.dataSync() ?? [])),
  };
  tf.dispose([loss, ...grads.filter((grad) => grad !== null)]);
  model.dispose();
  return numbers;
}

/** Two batches under each other. */
function stacked(a: BatchData, b: BatchData): BatchData {
  return Object.fromEntries(
    Object.entries(a).map(([name, { data, shape }]) => {
      const both = Int32Array.of(...data, ...(b[name]?.data ?? []));
      return [name, { data: both, shape: [2 * (shape[0] as number), ...shape.slice(1)] }];
    }),
  );
}

it("of two micro-batches are those of one batch with both", () => {
  const [a, b] = [countingBatch(1), countingBatch(2)];
  const parts = computed([a, b]);
  const whole = computed([stacked(a, b)]);
  expect(parts.loss).toBeCloseTo(whole.loss, 5);
  for (const [i, grad] of parts.grads.entries()) {
    for (const [j, value] of grad.entries()) {
      expect(value).toBeCloseTo(whole.grads[i]?.[j] as number, 6);
    }
  }
});

it("of the same batch twice are exactly those of it once", () => {
  const batch = countingBatch(3);
  expect(computed([batch, batch])).toEqual(computed([batch]));
});

it("are bitwise equal when computed again", () => {
  const batches = [countingBatch(1), countingBatch(2), countingBatch(3)];
  const options = { dropout: 0.2 };
  expect(computed(batches, options)).toEqual(computed(batches, options));
});

it("draw another dropout mask for every micro-step", () => {
  const batch = countingBatch(1);
  const options = { dropout: 0.2 };
  const first = computed([batch], options, 0);
  expect(computed([batch], options, 1).loss).not.toBe(first.loss);
  // The second micro-batch of step 0 has the address of micro-step 1.
  const both = computed([batch, batch], options, 0).loss;
  expect(both).toBeCloseTo((first.loss + computed([batch], options, 1).loss) / 2, 6);
});

it("leave nothing behind but what they return", () => {
  const model = nanoModel();
  const before = tf.memory().numTensors;
  const { loss, grads } = accumulateGradients(model, [countingBatch(1), countingBatch(2)], 0, 0);
  const returned = 1 + grads.filter((grad) => grad !== null).length;
  expect(tf.memory().numTensors).toBe(before + returned);
  tf.dispose([loss, ...grads.filter((grad) => grad !== null)]);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
