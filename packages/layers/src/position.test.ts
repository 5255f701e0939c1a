import "@tensorflow/tfjs-backend-cpu";
import { isGptError, type PluginConfig, Registry } from "@gpt/registry";
import { ready, tensor, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { layerPlugins, ParameterTable, sinusoidTable } from "./index.ts";

const registry = new Registry().register(...layerPlugins);

beforeAll(async () => {
  await ready();
});

function position(config: PluginConfig | string) {
  const parameters = new ParameterTable();
  const part = registry.create("position", config, {
    scope: parameters.scope(),
    contextLength: 4,
    dModel: 2,
    name: "wpe.weight",
    initializer: { type: "zeros" },
  });
  if (parameters.has("wpe.weight")) {
    parameters.assign("wpe.weight", Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  }
  return part;
}

describe("learned positions", () => {
  it("are rows of the table from the offset on", () => {
    const x = tensor([
      [
        [10, 10],
        [20, 20],
      ],
    ]);
    expect([...position("learned").apply(x, 0).dataSync()]).toEqual([11, 12, 23, 24]);
    expect([...position("learned").apply(x, 2).dataSync()]).toEqual([15, 16, 27, 28]);
  });

  it("can be each row's own", () => {
    const at = tensor([[3, 0]], [1, 2], "int32");
    expect([
      ...position("learned")
        .apply(zeros([1, 2, 2]), 0, at)
        .dataSync(),
    ]).toEqual([7, 8, 1, 2]);
  });

  it("end with the context", () => {
    try {
      position("learned").apply(zeros([1, 3, 2]), 2);
      expect.unreachable();
    } catch (error) {
      expect(isGptError(error) && error.code).toBe("CONTEXT_EXCEEDED");
      expect((error as Error).message).toContain("got: positions up to 5");
    }
  });
});

describe("sinusoidal positions", () => {
  it("interleave sines and cosines (Vaswani et al. 2017, §3.5)", () => {
    const [, second] = [sinusoidTable(2, 4).slice(0, 4), sinusoidTable(2, 4).slice(4)];
    const expected = [Math.sin(1), Math.cos(1), Math.sin(1 / 100), Math.cos(1 / 100)];
    for (const [i, value] of expected.entries()) expect(second?.[i]).toBeCloseTo(value, 6);
    expect([...sinusoidTable(1, 4)]).toEqual([0, 1, 0, 1]);
  });

  it("put sines first in Tensor2Tensor's form, with timescales from 1 to 10000", () => {
    const row = sinusoidTable(2, 4, "t2t").slice(4);
    const expected = [Math.sin(1), Math.sin(1e-4), Math.cos(1), Math.cos(1e-4)];
    for (const [i, value] of expected.entries()) expect(row[i]).toBeCloseTo(value, 6);
  });

  it("go on beyond the context, and agree with themselves at an offset", () => {
    const part = position("sinusoidal");
    const all = part.apply(zeros([1, 9, 2]), 0).dataSync();
    expect([...part.apply(zeros([1, 2, 2]), 7).dataSync()]).toEqual([...all.slice(14)]);
  });

  it("can be each row's own", () => {
    const at = tensor([[2, 1]], [1, 2], "int32");
    const y = position("sinusoidal")
      .apply(zeros([1, 2, 2]), 0, at)
      .dataSync();
    const table = sinusoidTable(3, 2);
    expect([...y]).toEqual([...table.slice(4, 6), ...table.slice(2, 4)]);
  });
});

it("no positions leave the input as it is", () => {
  const x = zeros([1, 9, 2]);
  expect(position("none").apply(x, 100)).toBe(x);
});
