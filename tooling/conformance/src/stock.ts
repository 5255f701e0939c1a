import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";

/** Numbers that differ from each other, in [-2, 2). */
function values(...shape: number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1009) / 252.25 - 2),
    shape,
  );
}

/** NaN and infinite numbers, and some that are neither, at several places of vectors. */
const special = () =>
  tf.tensor1d([1, Number.NaN, -2, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY, 0.5]);

const positive = (...shape: number[]) => tf.add(tf.abs(values(...shape)), 0.25);

/** What is asked of both backends. */
const QUESTIONS: { readonly [name: string]: () => tf.Tensor | tf.Tensor[] } = {
  "add of equal shapes": () => tf.add(values(3, 37), values(3, 37)),
  "sub of a row": () => tf.sub(values(5, 19), values(19)),
  "mul of a column": () => tf.mul(values(5, 19), values(5, 1)),
  "div by an outer product's factors": () => tf.div(values(4, 1, 6), positive(3, 1)),
  "maximum with a scalar": () => tf.maximum(values(40), 0.5),
  "minimum over five axes": () => tf.minimum(values(2, 1, 3, 1, 2), values(1, 4, 1, 5, 2)),
  "arithmetic on integers": () => tf.add(tf.tensor([1, 2], [2], "int32"), tf.scalar(3, "int32")),
  addN: () => tf.addN([values(50), values(50), positive(50)]),
  "neg, abs, square": () => [tf.neg(values(33)), tf.abs(values(33)), tf.square(values(33))],
  "exp, tanh, sigmoid": () => [tf.exp(values(99)), tf.tanh(values(99)), tf.sigmoid(values(99))],
  "tanh near 0": () => tf.tanh(tf.mul(values(99), 1e-4)),
  "sqrt, rsqrt, reciprocal": () =>
    [tf.sqrt, tf.rsqrt, tf.reciprocal].map((f) => f(positive(21)) as tf.Tensor),
  "log and erf, which have no kernel here": () => [tf.log(positive(9)), tf.erf(values(9))],
  relu: () => tf.relu(values(70)),
  "sums over some axes": () => [tf.sum(values(3, 4, 5), [1]), tf.sum(values(3, 4, 5), [0, 2])],
  "mean over the last axis": () => tf.mean(values(7, 37), -1, true),
  "sum of 100,000": () => tf.sum(positive(100_000)),
  "max over axes": () => [tf.max(values(6, 9), 0), tf.max(values(6, 9), 1), tf.max(values(6, 9))],
  softmax: () => tf.softmax(values(6, 35)),
  logSoftmax: () => tf.logSoftmax(values(6, 35)),
  "matMul in all transposes": () => [
    tf.matMul(values(7, 5), values(5, 9)),
    tf.matMul(values(5, 7), values(5, 9), true),
    tf.matMul(values(7, 5), values(9, 5), false, true),
    tf.matMul(values(5, 7), values(9, 5), true, true),
  ],
  "stacks of matrices": () => tf.matMul(values(2, 3, 4, 5), values(2, 3, 5, 6)),
  "a stack times a matrix": () => tf.matMul(values(3, 4, 5), values(1, 5, 6)),
  "a product without depth": () => tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 4])),
  "a fused product, as dense layers have it": () => [
    tf.fused.matMul({ a: values(4, 200), b: values(200, 5), bias: values(5) }),
    tf.fused.matMul({ a: values(4, 20), b: values(20, 5), bias: values(5), activation: "relu" }),
    tf.fused.matMul({ a: values(4, 20), b: values(20, 5), activation: "relu" }),
  ],
  "fused products that are left to others": () => [
    tf.fused.matMul({ a: values(4, 90), b: values(5, 90), transposeB: true, bias: values(5) }),
    tf.fused.matMul({ a: values(4, 9), b: values(9, 5), activation: "sigmoid" }),
    tf.fused.matMul({ a: values(2, 4, 9), b: values(2, 9, 5), activation: "linear" }),
  ],
  transpose: () => tf.transpose(values(3, 4, 5, 2), [0, 2, 1, 3]),
  "transpose of integers": () => tf.transpose(tf.tensor([1, 2, 3, 4, 5, 6], [2, 3], "int32")),
  slice: () => tf.slice(values(5, 6, 7), [1, 2, 3], [3, -1, 2]),
  "splits, uneven and inner": () => [
    ...tf.split(values(4, 9), [2, 3, 4], 1),
    ...tf.split(values(4, 6, 3), 2, 1),
  ],
  "stack and unstack": () => tf.unstack(tf.stack([values(3, 4), positive(3, 4)], 1), 2),
  concat: () => tf.concat([values(2, 3), values(2, 0), values(2, 5)], 1),
  pad: () =>
    tf.pad(
      values(2, 3),
      [
        [1, 2],
        [0, 1],
      ],
      7,
    ),
  tile: () => tf.tile(values(2, 3), [3, 2]),
  "gather of rows": () => tf.gather(values(5, 4), tf.tensor([4, 0, 4, 1], [2, 2], "int32")),
  "gather of rows of integers": () =>
    tf.gather(tf.tensor([1, 2, 3, 4, 5, 6], [3, 2], "int32"), tf.tensor([2, 0], [2], "int32")),
  "gather of columns": () => tf.gather(values(5, 4), tf.tensor([3, 0], [2], "int32"), 1),
  "cast between all dtypes": () => {
    const x = tf.tensor([-1.9, 0, 2.9]);
    const [int, bool] = [tf.cast(x, "int32"), tf.cast(x, "bool")];
    return [int, bool, tf.cast(int, "float32"), tf.cast(bool, "float32"), tf.cast(int, "bool")];
  },
  "fill and likes": () => [tf.fill([2, 3], 5), tf.zerosLike(values(4)), tf.onesLike(values(4))],
  "NaN and infinite numbers one by one": () =>
    [tf.neg, tf.abs, tf.square, tf.exp, tf.tanh, tf.sigmoid, tf.relu].map((f) => f(special())),
  "exp of large numbers": () => tf.exp([88, 88.5, 88.7, 89, -100]),
  "the sign of 0": () => tf.reciprocal(tf.abs([0, -0])),
  "maximum and minimum with NaN": () => [
    ...[tf.maximum(special(), 1), tf.maximum(1, special())],
    ...[tf.minimum(special(), 1), tf.minimum(1, special())],
  ],
  "max with NaN": () => [
    tf.max(special()),
    tf.max(tf.tile(tf.reshape(special(), [7, 1]), [1, 5]), 0),
  ],
  "softmax of NaN and infinite numbers": () => [
    tf.softmax(special()),
    tf.softmax(tf.fill([5], Number.NEGATIVE_INFINITY)),
  ],
  "reductions of nothing": () => [
    ...[tf.sum(tf.zeros([0])), tf.mean(tf.zeros([0])), tf.max(tf.zeros([0]))],
    ...[tf.sum(tf.zeros([0, 2]), 0), tf.max(tf.zeros([2, 0]), 1)],
  ],
  "numbers that 32 bits do not hold": () => [
    tf.cast(tf.concat([special(), [3e9, -3e9, 1e20]]), "int32"),
    tf.fill([1], 3e9, "int32"),
  ],
  "oneHot, greater, where": () => [
    tf.oneHot(tf.tensor([1, 0], [2], "int32"), 3),
    tf.where(tf.greater(values(8), 0), values(8), tf.zeros([8])),
  ],
  "argMax, topk": () => [tf.argMax(values(4, 9), 1), tf.topk(values(30), 3).values],
};

async function answers(name: string): Promise<{ shape: number[]; data: number[] }[]> {
  const outputs = tf.tidy(() => [(QUESTIONS[name] as () => tf.Tensor | tf.Tensor[])()].flat());
  const read = outputs.map((t) => ({ shape: t.shape, data: Array.from(t.dataSync()) }));
  tf.dispose(outputs);
  return read;
}

/**
 * Compares tfjs' stock operations on a backend with the plain JavaScript ones, and looks that they
 * leave no tensor behind.
 *
 * @param name of the backend, for the tests' titles
 * @param start makes the backend the current one
 */
export function stockConformance(name: string, start: () => Promise<void>): void {
  describe(`stock kernels on ${name}`, () => {
    it("multiply stacks that stretch each other, which tfjs' own cannot", async () => {
      await start();
      const [a, b] = [values(2, 1, 4, 5), values(1, 3, 5, 6)];
      const part = (i: number, j: number) => {
        const left = tf.reshape(tf.slice(a, [i, 0, 0, 0], [1, 1, 4, 5]), [4, 5]);
        const right = tf.reshape(tf.slice(b, [0, j, 0, 0], [1, 1, 5, 6]), [5, 6]);
        return tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D).arraySync();
      };
      const rows = [0, 1].map((i) => [0, 1, 2].map((j) => part(i, j)));
      expect(tf.matMul(a, b).arraySync()).toEqual(rows);
    });

    it.each(Object.keys(QUESTIONS))("agree with tfjs' own: %s", async (question) => {
      await tf.setBackend("cpu");
      const expected = await answers(question);
      await start();
      const before = tf.memory().numTensors;
      const got = await answers(question);
      expect(tf.memory().numTensors).toBe(before);
      expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      for (const [n, { data }] of got.entries()) {
        const wanted = expected[n]?.data as number[];
        const rounding = 1e-7 * Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
        for (const [i, value] of data.entries()) {
          const want = wanted[i] as number;
          if (!Number.isFinite(want)) {
            expect(value).toBe(want);
            continue;
          }
          expect(Math.abs(value - want)).toBeLessThanOrEqual(2e-6 * Math.abs(want) + rounding);
        }
      }
    });
  });
}
