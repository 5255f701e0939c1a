import "@tensorflow/tfjs-backend-cpu";
import {
  memory,
  mul,
  ready,
  type Scalar,
  scalar,
  square,
  sum,
  tensor1d,
  variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { valueAndGrads } from "./index.ts";

beforeAll(async () => {
  await ready();
});

describe("valueAndGrads", () => {
  it("gives the value, and the gradients in the parameters' order", () => {
    const [a, b] = [variable(scalar(3)), variable(scalar(5))];
    const { value, grads } = valueAndGrads(() => mul(square(a), b) as Scalar, [b, a]);
    expect(value.dataSync()[0]).toBe(45);
    expect(grads.map((grad) => grad?.dataSync()[0])).toEqual([9, 30]);
  });

  it("gives null for a parameter that is not reached", () => {
    const [used, unused] = [variable(scalar(3)), variable(scalar(5))];
    const { grads } = valueAndGrads(() => square(used) as Scalar, [unused, used]);
    expect(grads.map((grad) => grad?.dataSync()[0] ?? null)).toEqual([null, 6]);
  });

  it("gives null for all where none is reached", () => {
    const { value, grads } = valueAndGrads(
      () => square(scalar(3)) as Scalar,
      [variable(scalar(1))],
    );
    expect(value.dataSync()[0]).toBe(9);
    expect(grads).toEqual([null]);
  });

  it("counts parameters that are not trainable when they are asked for", () => {
    const frozen = variable(scalar(3), false);
    const { grads } = valueAndGrads(() => square(frozen) as Scalar, [frozen]);
    expect(grads[0]?.dataSync()[0]).toBe(6);
  });

  it("leaves the value and the gradients and nothing else", () => {
    const x = variable(tensor1d([1, 2, 3]));
    const before = memory().numTensors;
    const { value, grads } = valueAndGrads(() => sum(square(x)), [x]);
    expect(memory().numTensors).toBe(before + 2);
    for (const result of [value, ...grads]) result?.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
