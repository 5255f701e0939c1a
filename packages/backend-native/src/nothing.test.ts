import * as ops from "@gpt/ops";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";

const ones = (...shape: number[]) => tf.variable(tf.ones(shape));

/** Gradients of Σ f, after memory was filled with other numbers. */
function gradients(f: () => tf.Tensor, variables: tf.Variable[]): number[][] {
  for (let size = 1; size <= 64; size *= 2) tf.dispose(tf.fill([size], 7));
  const { grads } = ops.valueAndGrads(() => tf.sum(f()) as tf.Scalar, variables);
  return (grads as tf.Tensor[]).map((grad) => Array.from(grad.dataSync()));
}

const zeros = (count: number) => Array<number>(count).fill(0);

/** The settings of both precisions that this processor has. */
const SETTINGS = (missing() ? [] : ["f32" as const, "bf16" as const]).flatMap((precision) => {
  const levels = loadAddon().levels();
  const level = levels.find((name) => precision === "f32" || BF16_LEVELS.includes(name));
  return level === undefined ? [] : [{ level, precision }];
});

describe.skipIf(missing()).each(SETTINGS)("what has no numbers, in $precision", (options) => {
  beforeAll(() => startNative({ threads: 2, ...options }));

  it("adds a bias once to a product without depth", () => {
    const y = ops.linear(tf.zeros([2, 0]), tf.zeros([0, 3]), tf.ones([3]));
    expect(Array.from(y.dataSync())).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("gives a layer without outputs a gradient of zeros", () => {
    const [x, weight] = [ones(2, 4), ones(4, 0)];
    expect(gradients(() => ops.linear(x, weight), [x, weight])).toEqual([zeros(8), []]);
  });

  it("gives a layer without inputs a gradient of its bias", () => {
    const [x, weight, bias] = [ones(2, 0), ones(0, 3), ones(3)];
    expect(gradients(() => ops.linear(x, weight, bias), [x, weight, bias])).toEqual([
      [],
      [],
      [2, 2, 2],
    ]);
  });

  it("gives the output layer a gradient of zeros where there are no rows", () => {
    const [x, weight, bias] = [ones(0, 4), ones(5, 4), ones(5)];
    const loss = () => ops.linearCrossEntropy(x, weight, tf.tensor1d([], "int32"), { bias });
    expect(loss().dataSync()[0]).toBe(0);
    expect(gradients(loss, [x, weight, bias])).toEqual([[], zeros(20), zeros(5)]);
  });

  it("gives the output layer a gradient of its bias where there are no columns", () => {
    const [x, weight, bias] = [ones(2, 0), ones(2, 0), ones(2)];
    const loss = () => ops.linearCrossEntropy(x, weight, tf.tensor1d([0, 0], "int32"), { bias });
    expect(gradients(loss, [x, weight, bias])).toEqual([[], [], [-0.5, 0.5]]);
  });

  it("has a loss of nothing where the vocabulary is empty", () => {
    const loss = ops.linearCrossEntropy(
      tf.zeros([0, 4]),
      tf.zeros([0, 4]),
      tf.tensor1d([], "int32"),
    );
    expect(loss.dataSync()[0]).toBe(0);
  });

  it("normalises rows of nothing", () => {
    expect(ops.layerNorm(tf.zeros([2, 0]), tf.zeros([0]), tf.zeros([0])).shape).toEqual([2, 0]);
    const [x, gain, bias] = [ones(0, 4), ones(4), ones(4)];
    expect(gradients(() => ops.layerNorm(x, gain, bias), [x, gain, bias])).toEqual([
      [],
      zeros(4),
      zeros(4),
    ]);
  });
});
