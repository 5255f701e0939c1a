import {
  adamUpdate,
  attention,
  linear,
  linearCrossEntropy,
  type Pattern,
  valueAndGrads,
} from "@gpt/ops";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, it } from "vitest";
import { describeLevels } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";

/** bf16 has 8 bits: one rounding is 2^-9 off at most; operands are rounded, and what is stored. */
const BOUND = 8e-3;

/** Seeded numbers about 0. */
function random(seed: number, shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 1, "float32", seed)));
}

/** A loss's value and gradients one after the other. */
function numbersOf(loss: () => tf.Scalar, variables: readonly tf.Variable[]): Float32Array[] {
  return tf.tidy(() => {
    const { value, grads } = valueAndGrads(loss, variables);
    return [value, ...grads].map((tensor) => (tensor as tf.Tensor).dataSync<"float32">());
  });
}

/** Norm of the difference relative to the norm. */
function distance(a: Float32Array, b: Float32Array): number {
  let [apart, size] = [0, 0];
  for (const [i, x] of a.entries()) {
    apart += (x - (b[i] as number)) ** 2;
    size += x ** 2;
  }
  return Math.sqrt(apart / size);
}

type Case = readonly [
  name: string,
  variables: number[][],
  loss: (...v: tf.Variable[]) => tf.Tensor,
];

function attends(name: string, shape: number[], pattern: Pattern): Case {
  const run = (...v: tf.Variable[]) => {
    const [q, k, value] = v as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    return attention(q, k, value, { pattern });
  };
  return [`attention, ${name}`, [shape, shape, shape], run];
}

const CASES: readonly Case[] = [
  attends("causal, odd sizes", [2, 131, 3, 24], { type: "causal" }),
  attends("banded", [1, 300, 2, 64], { type: "banded", window: 37 }),
  attends("all pairs, heads of one number", [2, 50, 3, 1], { type: "full" }),
  [
    "linear with GELU",
    [[67, 150], [150, 90], [90]],
    (x, weight, bias) =>
      linear(x, weight as unknown as tf.Tensor2D, bias as unknown as tf.Tensor1D, {
        activation: "gelu_tanh",
      }),
  ],
  [
    "linear and cross-entropy",
    [
      [70, 48],
      [333, 48],
    ],
    (x, table) => {
      const targets = tf.range(0, 70, 1, "int32") as tf.Tensor1D;
      return linearCrossEntropy(
        x as unknown as tf.Tensor2D,
        table as unknown as tf.Tensor2D,
        targets,
      );
    },
  ],
];

describeLevels("bf16 on", BF16_LEVELS, (level) => {
  afterAll(() => loadAddon().setBf16(0));

  it.each(CASES)("is near float32, forward and backward: %s", async (_, shapes, run) => {
    await startNative({ level, threads: 2 });
    const variables = shapes.map((shape, i) => random(i + 1, shape));
    const weights = tf.tidy(() => tf.randomNormal(run(...variables).shape, 0, 1, "float32", 9));
    const loss = () => tf.sum(tf.mul(run(...variables), weights)) as tf.Scalar;
    const exact = numbersOf(loss, variables);
    await startNative({ level, threads: 2, precision: "bf16" });
    const rounded = numbersOf(loss, variables);
    for (const [i, grad] of exact.slice(1).entries()) {
      expect(distance(grad, rounded[i + 1] as Float32Array)).toBeLessThan(BOUND);
    }
    expect(
      exact.slice(1).some((grad, i) => distance(grad, rounded[i + 1] as Float32Array) > 1e-5),
    ).toBe(true);
    await startNative({ level, threads: 3, precision: "bf16" });
    expect(numbersOf(loss, variables)).toEqual(rounded);
    tf.dispose([...variables, weights]);
  });

  it("stores what products read and write in half the memory, and hands it out as float32", async () => {
    await startNative({ level, threads: 2, precision: "bf16" });
    const x = tf.randomNormal([64, 96]) as tf.Tensor2D;
    const weight = tf.randomNormal([96, 300]) as tf.Tensor2D;
    linear(x, weight, null).dispose(); // brings the operands to native memory
    const before = loadAddon().memory().live;
    const y = linear(x, weight, null);
    expect(loadAddon().memory().live - before).toBeLessThan(3 * y.size);
    const [left, right] = tf.split(y, 2, -1);
    const joined = tf.concat([left as tf.Tensor, right as tf.Tensor], -1);
    const doubled = tf.add(right as tf.Tensor, tf.slice(y, [0, 150], [64, 150]));
    const values = y.dataSync();
    expect(values.every((value) => value === bf16(value))).toBe(true);
    expect(joined.dataSync()).toEqual(values);
    expect(doubled.arraySync()).toEqual(
      (y.arraySync() as number[][]).map((row) => row.slice(150).map((value) => 2 * value)),
    );
    tf.dispose([x, weight, y, left as tf.Tensor, right as tf.Tensor, joined, doubled]);
  });

  it("multiplies what is stored as bf16 whatever is set", async () => {
    await startNative({ level, threads: 2, precision: "f32" });
    const [rows, depth, columns] = [20, 30, 40];
    const a = new Float32Array(rows * depth).fill(1);
    const halves = new Uint8Array(
      Uint16Array.from({ length: depth * columns }, () => 0x4000).buffer,
    ); // 2
    const c = new Float32Array(rows * columns);
    loadAddon().batchMultiply(a, halves, c, 1, rows, columns, depth, 0, 0, 0, 0, 0b10);
    expect(new Set(c)).toEqual(new Set([2 * depth]));
  });

  it("reads what it stored so after a change to float32", async () => {
    await startNative({ level, threads: 2, precision: "bf16" });
    const [x, weight] = [tf.ones([40, 64]), tf.fill([64, 50], 0.1)] as [tf.Tensor2D, tf.Tensor2D];
    const stored = linear(x, weight, null);
    await startNative({ level, threads: 2 });
    const sum = linear(stored as tf.Tensor2D, tf.ones([50, 1]) as tf.Tensor2D, null).dataSync()[0];
    expect(sum).toBeCloseTo(50 * bf16(64 * bf16(0.1)), 2);
    tf.dispose([x, weight, stored]);
  });

  it.each([1, 9])(
    "multiplies %i rows with a variable's rounded numbers, also after they change",
    async (rows) => {
      await startNative({ level, threads: 2, precision: "bf16" });
      const x = tf.tidy(() => tf.randomNormal<tf.Rank.R2>([rows, 45], 0, 1, "float32", 1));
      const weight = random(2, [45, 77]) as tf.Variable & tf.Tensor2D;
      const turned = tf.tidy(() => tf.variable(tf.transpose(weight)));
      const moments = [1, 2].map(() => tf.tidy(() => tf.variable(tf.zeros([45, 77]))));
      const check = () => {
        const rounded = tf.tensor2d(Array.from(weight.dataSync(), bf16), weight.shape);
        const near = (product: tf.Tensor, wanted: tf.Tensor) =>
          expect(
            distance(product.dataSync<"float32">(), wanted.dataSync<"float32">()),
          ).toBeLessThan(1e-6);
        near(linear(x, weight, null), linear(x, rounded, null)); // this is no variable: taken as it is
        near(tf.matMul(x, weight), tf.matMul(x, rounded));
        near(tf.matMul(x, turned, false, true), tf.matMul(x, rounded));
      };
      tf.tidy(check);
      const { live } = loadAddon().memory();
      tf.tidy(check);
      expect(loadAddon().memory().live).toBe(live); // rounded once
      tf.tidy(() => {
        const hyper = {
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-8,
          stepSize: 0.1,
          denomScale: 1,
          decay: [0],
        };
        const [m, v] = moments as [tf.Variable, tf.Variable];
        adamUpdate([weight], [tf.sin(weight)], [m], [v], hyper);
        turned.assign(tf.transpose(weight));
      });
      expect(loadAddon().memory().live).toBeLessThan(live);
      tf.tidy(check);
      tf.dispose([x, weight, turned, ...moments]);
    },
  );
});

/** The nearest number of bf16. */
function bf16(value: number): number {
  const float = new Float32Array([value]);
  const bits = new Uint32Array(float.buffer);
  bits[0] = ((bits[0] as number) + 0x7fff + (((bits[0] as number) >>> 16) & 1)) & 0xffff0000;
  return float[0] as number;
}
