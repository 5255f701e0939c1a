import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientError, values } from "./gradcheck.ts";
import { registerStockGradients } from "./stock-gradients.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

beforeAll(async () => {
  await tf.ready();
});

/** A scalar with a different weight for every element, so that no gradient error cancels. */
function weigh(x: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(x, tf.tensor(values(x.size, 7), x.shape))) as tf.Scalar;
}

const positive: Unary = (x) => tf.add(tf.square(x), 0.5);

const UNARY: readonly (readonly [string, Unary])[] = [
  ["neg", (x) => tf.neg(x)],
  ["square", (x) => tf.square(x)],
  ["sqrt", (x) => tf.sqrt(positive(x))],
  ["rsqrt", (x) => tf.rsqrt(positive(x))],
  ["exp", (x) => tf.exp(x)],
  ["log", (x) => tf.log(positive(x))],
  ["tanh", (x) => tf.tanh(x)],
  ["sigmoid", (x) => tf.sigmoid(x)],
  ["relu", (x) => tf.relu(x)],
  ["abs", (x) => tf.abs(x)],
  ["erf", (x) => tf.erf(x)],
  ["expm1", (x) => tf.expm1(x)],
  ["log1p", (x) => tf.log1p(positive(x))],
  ["softplus", (x) => tf.softplus(x)],
  ["sin", (x) => tf.sin(x)],
  ["cos", (x) => tf.cos(x)],
  ["clipByValue", (x) => tf.clipByValue(x, -0.5, 0.4)],
  ["zerosLike", (x) => tf.add(x, tf.zerosLike(x))],
  ["onesLike", (x) => tf.mul(x, tf.onesLike(x))],
  ["clone", (x) => x.clone()],
  ["cast", (x) => tf.cast(x, "float32")],
  ["softmax", (x) => tf.softmax(x)],
  ["logSoftmax", (x) => tf.logSoftmax(x)],
  ["sum over all", (x) => tf.sum(x)],
  ["sum over the first axis", (x) => tf.sum(x, 0)],
  ["sum over the last axis, kept", (x) => tf.sum(x, -1, true)],
  ["mean over all", (x) => tf.mean(x)],
  ["mean over two axes", (x) => tf.mean(x, [0, 2])],
  ["max over all", (x) => tf.max(x)],
  ["max over an axis", (x) => tf.max(x, 1)],
  ["min over the last axis, kept", (x) => tf.min(x, -1, true)],
  ["logSumExp", (x) => tf.logSumExp(x, -1)],
  ["cumsum", (x) => tf.cumsum(x, 1)],
  ["cumsum of the last axis, exclusive and reversed", (x) => tf.cumsum(x, 2, true, true)],
  ["reshape", (x) => tf.reshape(x, [4, 6])],
  ["transpose", (x) => tf.transpose(x, [2, 0, 1])],
  ["transpose without a permutation", (x) => tf.transpose(x)],
  ["expandDims", (x) => tf.expandDims(x, 1)],
  ["slice", (x) => tf.slice(x, [0, 1, 1], [2, 2, 2])],
  ["slice of the first axis", (x) => tf.slice(x, 1)],
  [
    "pad",
    (x) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
        [3, 1],
      ]),
  ],
  ["tile", (x) => tf.tile(x, [2, 1, 3])],
  ["broadcastTo", (x) => tf.broadcastTo(tf.reshape(x, [1, 6, 4]), [3, 6, 4])],
  ["reverse", (x) => tf.reverse(x, [0, -1])],
  ["split", (x) => tf.mul(...(tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor]))],
  ["split with a part unused", (x) => tf.split(x, [1, 3], 2)[1] as tf.Tensor],
  ["unstack", (x) => tf.mul(...(tf.unstack(x, 0) as [tf.Tensor, tf.Tensor]))],
  ["unstack of the last axis", (x) => tf.unstack(x, -1)[2] as tf.Tensor],
  ["gather of rows", (x) => tf.gather(x, tf.tensor1d([1, 0, 1, 1], "int32"))],
  [
    "gather of an inner axis",
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [2, 0],
            [2, 2],
          ],
          [2, 2],
          "int32",
        ),
        1,
      ),
  ],
  ["gather of the last axis", (x) => tf.gather(x, tf.tensor1d([3, 0, 3], "int32"), -1)],
];

const BINARY: readonly (readonly [string, Binary])[] = [
  ["add", (a, b) => tf.add(a, b)],
  ["sub", (a, b) => tf.sub(a, b)],
  ["mul", (a, b) => tf.mul(a, b)],
  ["div", (a, b) => tf.div(a, positive(b))],
  ["pow", (a, b) => tf.pow(positive(a), b)],
  ["maximum", (a, b) => tf.maximum(a, tf.mul(b, 0.77))],
  ["minimum", (a, b) => tf.minimum(a, tf.mul(b, 0.77))],
  ["squaredDifference", (a, b) => tf.squaredDifference(a, b)],
  ["where", (a, b) => tf.where(tf.greater(tf.tensor(values(6, 3), [2, 3]), 0), a, b)],
];

/** Equal shapes; and every way of broadcasting. */
const PAIRS = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 1],
    [2, 3],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [[], [2, 3]],
  [[3], [2, 2, 3]],
] as const;

describe("gradients of stock kernels agree with central differences", () => {
  it.each(UNARY)("%s", (_name, f) => {
    expect(gradientError([[2, 3, 4]], (x) => weigh(f(x)), 3e-3)).toBeLessThan(5e-3);
  });

  describe.each(BINARY)("%s", (name, f) => {
    const pairs = name === "where" ? PAIRS.slice(0, -1) : PAIRS; // its condition is [2, 3]
    it.each(pairs.map(([a, b]) => [`[${a}] and [${b}]`, a, b] as const))("of %s", (_pair, a, b) => {
      expect(gradientError([a, b], (x, y) => weigh(f(x, y)), 3e-3)).toBeLessThan(5e-3);
    });
  });

  it.each([false, true])(
    "concat, stack and addN of two tensors and twice the same (%s)",
    (twice) => {
      const shapes = [
        [2, 3],
        [2, 3],
      ];
      const pair = (a: tf.Tensor, b: tf.Tensor) => (twice ? [a, a] : [a, b]);
      for (const join of [
        (list: tf.Tensor[]) => tf.concat(list, -1),
        (list: tf.Tensor[]) => tf.stack(list, -1),
        (list: tf.Tensor[]) => tf.addN(list),
      ]) {
        expect(gradientError(shapes, (a, b) => weigh(join(pair(a, b))))).toBeLessThan(5e-3);
      }
    },
  );

  const PRODUCTS = [
    [
      [3, 4],
      [4, 2],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 4],
      [4, 5],
    ],
    [
      [3, 4],
      [2, 4, 5],
    ],
    [
      [2, 2, 3, 4],
      [1, 2, 4, 5],
    ],
  ] as const;
  describe.each(PRODUCTS.map(([a, b]) => [`[${a}]·[${b}]`, a, b] as const))(
    "matMul %s",
    (_, a, b) => {
      const flip = (shape: readonly number[]) =>
        [...shape.slice(0, -2), shape.at(-1), shape.at(-2)] as number[];
      it.each([
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ])("transposed: %s, %s", (ta, tb) => {
        const f = (x: tf.Tensor, y: tf.Tensor) => weigh(tf.matMul(x, y, ta, tb));
        expect(gradientError([ta ? flip(a) : a, tb ? flip(b) : b], f)).toBeLessThan(5e-3);
      });
    },
  );
});

describe("registerStockGradients", () => {
  it("never replaces what is registered already", () => {
    registerStockGradients();
    const own = { kernelName: "Add", gradFunc: () => ({}) };
    const before = tf.getGradient("Add");
    tf.unregisterGradient("Add");
    tf.registerGradient(own);
    registerStockGradients();
    expect(tf.getGradient("Add").gradFunc).toBe(own.gradFunc);
    tf.unregisterGradient("Add");
    tf.registerGradient(before);
  });
});
