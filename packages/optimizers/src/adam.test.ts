import "@tensorflow/tfjs-backend-cpu";
import { ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bert, decoupled, gpt1 } from "./adam-variant.ts";
import { numbers, optimizer, parameter, step } from "./testing.ts";

beforeAll(async () => {
  await ready();
});

const ADAMS = ["adamw", "adam", "adam-gpt1", "adam-bert"];

/** Adam with decoupled decay in plain numbers, as the papers write it. */
function plainAdamW(p: number, grads: readonly number[], lr: number, decay: number): number {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  let [m, v] = [0, 0];
  for (const [i, g] of grads.entries()) {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [mHat, vHat] = [m / (1 - beta1 ** (i + 1)), v / (1 - beta2 ** (i + 1))];
    p = p - lr * decay * p - (lr * mHat) / (Math.sqrt(vHat) + epsilon);
  }
  return p;
}

describe("adamw", () => {
  it("follows the textbook with other constants", () => {
    const grads = [0.3, -1.2, 0.05, 2, -0.4];
    const w = parameter("w", [[0.7]]);
    const made = optimizer(
      { type: "adamw", betas: [0.9, 0.999], weightDecay: 0.3, clipNorm: null },
      w,
    );
    for (const grad of grads) step(made, [[[grad]]], 0.02);
    expect(numbers(w.variable)[0]).toBeCloseTo(plainAdamW(0.7, grads, 0.02, 0.3), 6);
  });

  it("decays matrices by default, and no vectors", () => {
    const [matrix, vector] = [parameter("w", [[1]]), parameter("b", [1])];
    step(optimizer("adamw", matrix, vector), [[[0]], [0]], 0.5);
    expect(numbers(matrix.variable)[0]).toBeCloseTo(1 - 0.5 * 0.1, 6);
    expect(numbers(vector.variable)[0]).toBe(1);
  });

  it("goes to the minimum of a bowl", () => {
    const w = parameter("w", [[3, -2]]);
    const made = optimizer({ type: "adamw", weightDecay: 0 }, w);
    for (let i = 0; i < 200; i++) step(made, [[numbers(w.variable)]], 0.1);
    for (const value of numbers(w.variable)) expect(Math.abs(value)).toBeLessThan(0.1);
  });
});

describe.each(ADAMS)("%s", (name) => {
  it("leaves a parameter that the loss does not reach as it is: no decay, no moments", () => {
    const [reached, idle] = [parameter("a.weight", [[1, 2]]), parameter("b.weight", [[3, 4]])];
    const made = optimizer({ type: name, weightDecay: 0.5 }, reached, idle);
    step(made, [[[1, 1]], null], 0.1);
    expect(numbers(idle.variable)).toEqual([3, 4]);
    expect(numbers(reached.variable)).not.toEqual([1, 2]);
    expect(Object.keys(made.state().tensors)).toEqual(["a.weight.m", "a.weight.v"]);
  });

  it("does nothing at learning rate 0 but fill its moments", () => {
    const w = parameter("w", [[1, -2]]);
    const made = optimizer(name, w);
    step(made, [[[0.1, 0.2]]], 0);
    expect(numbers(w.variable)).toEqual([1, -2]);
    expect(numbers(made.state().tensors["w.m"] as never)[0]).toBeCloseTo(0.01, 6);
  });

  it("keeps as many tensors after ten steps as after one", async () => {
    const { memory } = await import("@tensorflow/tfjs-core");
    const w = parameter("w", [[1, -2]]);
    const made = optimizer({ type: name, clipNorm: 1 }, w);
    step(made, [[[1, 1]]], 0.1);
    const before = memory().numTensors;
    for (let i = 0; i < 10; i++) step(made, [[[1, 1]]], 0.1);
    expect(memory().numTensors).toBe(before);
  });
});

describe("the variants' factors at step 1, learning rate 1, betas 0.9 and 0.999", () => {
  it("decoupled: corrects both moments, decays by the learning rate", () => {
    const factors = decoupled(1, 0.9, 0.999);
    expect(factors.stepSize).toBeCloseTo(10, 9);
    expect(factors.denomScale).toBeCloseTo(Math.sqrt(1000), 9);
    expect(factors.decayScale).toBe(1);
  });

  it("gpt1: puts the correction into the step and the decay", () => {
    const { stepSize, denomScale, decayScale } = gpt1(1, 0.9, 0.999);
    expect(stepSize).toBeCloseTo(Math.sqrt(0.001) / 0.1, 9);
    expect([denomScale, decayScale]).toEqual([1, stepSize]);
  });

  it("bert: corrects nothing", () => {
    expect(bert(1, 0.9, 0.999)).toEqual({ stepSize: 1, denomScale: 1, decayScale: 1 });
  });
});

describe("options", () => {
  it.each([
    { betas: [0.9, 1] },
    { betas: [0.9] },
    { epsilon: 0 },
    { weightDecay: -1 },
    { clipNorm: 0 },
    { decay: "vectors" },
    { beta1: 0.9 },
  ])("refuses %j", (wrong) => {
    expect(() => optimizer({ type: "adamw", ...wrong })).toThrow(/adamw/);
  });
});
