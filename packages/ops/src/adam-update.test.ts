import "@tensorflow/tfjs-backend-cpu";
import { memory, ready, type Scalar, scalar, tensor1d, variable } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { adamUpdate, globalNorm } from "./index.ts";

beforeAll(async () => {
  await ready();
});

const HYPER = { beta1: 0.9, beta2: 0.999, epsilon: 0, stepSize: 0.01, denomScale: 1 };

function state(values: number[]) {
  return {
    param: variable(tensor1d(values)),
    m: variable(tensor1d(values.map(() => 0))),
    v: variable(tensor1d(values.map(() => 0))),
  };
}

describe("adamUpdate", () => {
  it("moves each element by the step size in the first corrected step, whatever its gradient", () => {
    const { param, m, v } = state([1, 1, 1]);
    const correction = { stepSize: 0.01 / (1 - 0.9), denomScale: 1 / Math.sqrt(1 - 0.999) };
    adamUpdate([param], [tensor1d([5, -0.1, 300])], [m], [v], {
      ...HYPER,
      ...correction,
      decay: [0],
    });
    const moved = Array.from(param.dataSync());
    for (const [at, want] of [0.99, 1.01, 0.99].entries()) expect(moved[at]).toBeCloseTo(want, 5);
  });

  it("takes the decay from the old value", () => {
    const { param, m, v } = state([2]);
    adamUpdate([param], [tensor1d([0])], [m], [v], { ...HYPER, epsilon: 1, decay: [0.25] });
    expect(param.dataSync()[0]).toBe(1.5);
  });

  it("changes the variables themselves and leaves no tensor behind", () => {
    const { param, m, v } = state([1, 2]);
    const grad = tensor1d([1, 1]);
    const before = memory().numTensors;
    for (let step = 0; step < 3; step++) {
      adamUpdate([param], [grad], [m], [v], { ...HYPER, decay: [0] })?.dispose();
    }
    expect(memory().numTensors).toBe(before);
    expect(m.dataSync()[0]).toBeCloseTo(1 - 0.9 ** 3, 6);
  });

  it("gives the gradients' global norm, but not where they are scaled", () => {
    const [a, b] = [state([1, 2]), state([3])];
    const step = (gradScale?: Scalar) =>
      adamUpdate([a.param, b.param], [tensor1d([3, 4]), tensor1d([12])], [a.m, b.m], [a.v, b.v], {
        ...HYPER,
        decay: [0, 0],
        ...(gradScale ? { gradScale } : {}),
      });
    expect(step()?.dataSync()[0]).toBe(13);
    expect(step(scalar(0.5))).toBeNull();
  });

  it("refuses what does not belong together", () => {
    const { param, m, v } = state([1, 2]);
    const step = (grad: number[], decay: number[]) => () =>
      adamUpdate([param], [tensor1d(grad)], [m], [v], { ...HYPER, decay });
    expect(step([1], [0])).toThrow(expect.objectContaining({ code: "OP_SHAPE" }));
    expect(step([1, 1], [])).toThrow(expect.objectContaining({ code: "OP_OPTION" }));
    expect(Array.from(param.dataSync())).toEqual([1, 2]);
  });
});

describe("globalNorm", () => {
  it("is the norm over all elements of all tensors", () => {
    expect(globalNorm([tensor1d([3]), scalar(4), tensor1d([0, 12])]).dataSync()[0]).toBe(13);
  });

  it("of nothing is 0", () => {
    expect(globalNorm([]).dataSync()[0]).toBe(0);
  });
});
