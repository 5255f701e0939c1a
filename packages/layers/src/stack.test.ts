import "@tensorflow/tfjs-backend-cpu";
import { attentionPlugins } from "@gpt/attention";
import { valueAndGrads } from "@gpt/ops";
import { Registry } from "@gpt/registry";
import { mul, ready, type Scalar, sum, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  INFERENCE,
  layerPlugins,
  linearNames,
  ParameterTable,
  Stack,
  type StackOptions,
} from "./index.ts";

const registry = new Registry().register(...attentionPlugins, ...layerPlugins);
const WEIGHT = { type: "normal", std: 0.3 } as const;
const NAMES = {
  block: (index: number) => `h.${index}`,
  inBlock: {
    attention: { qkv: linearNames("attn.c_attn"), out: linearNames("attn.c_proj") },
    norm1: "ln_1",
    ffn: { in: "mlp.c_fc", out: "mlp.c_proj" },
    norm2: "ln_2",
  },
  finalNorm: "ln_f",
};

beforeAll(async () => {
  await ready();
});

function stack(options: Partial<StackOptions> = {}) {
  const parameters = new ParameterTable();
  const made = new Stack(
    registry,
    parameters.scope(),
    {
      nLayer: 2,
      nHead: 2,
      dModel: 4,
      dFf: 8,
      block: { type: "pre-norm" },
      attention: { type: "causal" },
      norm: { type: "layer-norm" },
      ffn: { type: "mlp", activation: "relu" },
      finalNorm: false,
      qkvBias: true,
      outBias: true,
      dropout: { attention: 0, residual: 0 },
      initializers: { weight: WEIGHT, residual: WEIGHT },
      ...options,
    },
    NAMES,
  );
  parameters.initialize(1);
  return { made, parameters };
}
const x = () =>
  tensor(
    Array.from({ length: 12 }, (_, i) => Math.cos(3 * i)),
    [1, 3, 4],
  );
const numbers = (y: Tensor) => [...y.dataSync()];

/** Makes every sub-layer's output zero, so that only the residual path and the norms are left. */
function silence(parameters: ParameterTable): void {
  for (const { name, size } of parameters) {
    if (name.includes("c_proj")) parameters.assign(name, new Float32Array(size));
  }
}

/** (x − mean) / sqrt(variance + 1e-5) of every row of four. */
function normalized(values: readonly number[]): number[] {
  return values.map((value, at) => {
    const row = values.slice(at - (at % 4), at - (at % 4) + 4);
    const mean = row.reduce((a, b) => a + b) / 4;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / 4;
    return (value - mean) / Math.sqrt(variance + 1e-5);
  });
}

describe("norm placement, seen with silent sub-layers", () => {
  it("pre-norm leaves the residual stream alone (GPT-2 §2.3)", () => {
    const { made, parameters } = stack();
    silence(parameters);
    expect(numbers(made.apply(x(), { context: INFERENCE }))).toEqual(numbers(x()));
  });

  it("pre-norm with a final norm normalises once at the end", () => {
    const { made, parameters } = stack({ finalNorm: true });
    silence(parameters);
    const expected = normalized(numbers(x()));
    for (const [i, value] of numbers(made.apply(x(), { context: INFERENCE })).entries()) {
      expect(value).toBeCloseTo(expected[i] ?? 0, 5);
    }
  });

  it("post-norm normalises the stream after every sub-layer (Vaswani et al. 2017, §3.1)", () => {
    const { made, parameters } = stack({ block: { type: "post-norm" }, nLayer: 1 });
    silence(parameters);
    const expected = normalized(normalized(numbers(x())));
    for (const [i, value] of numbers(made.apply(x(), { context: INFERENCE })).entries()) {
      expect(value).toBeCloseTo(expected[i] ?? 0, 5);
    }
  });
});

describe("a stack", () => {
  it("shows the input and the output of every block, of which the last is the result", () => {
    const { made } = stack();
    const seen: number[][] = [];
    const out = made.apply(x(), { context: INFERENCE }, (hidden) => seen.push(numbers(hidden)));
    expect(seen.length).toBe(3);
    expect(seen[0]).toEqual(numbers(x()));
    expect(seen[2]).toEqual(numbers(out));
    expect(seen[1]).not.toEqual(seen[2]);
  });

  it("gives each layer its own part of an alternating variant", () => {
    const attention = { type: "alternating", of: ["causal", { type: "banded", window: 1 }] };
    const mixed = numbers(stack({ attention }).made.apply(x(), { context: INFERENCE }));
    const dense = numbers(stack().made.apply(x(), { context: INFERENCE }));
    expect(mixed.slice(0, 4)).toEqual(dense.slice(0, 4)); // the first position has itself alone
    expect(mixed.slice(4)).not.toEqual(dense.slice(4));
  });

  it("reaches every parameter with a gradient", () => {
    const { made, parameters } = stack({ finalNorm: true });
    const variables = [...parameters].map(({ variable }) => variable);
    const loss = () => {
      const y = made.apply(x(), { context: INFERENCE });
      return sum(mul(y, y)) as Scalar;
    };
    const { grads } = valueAndGrads(loss, variables);
    expect(grads.every((grad) => grad !== null)).toBe(true);
  });
});

describe("dropout", () => {
  const dropping = { dropout: { attention: 0.5, residual: 0.5 } };
  const run = (training: boolean, step: number) =>
    numbers(stack(dropping).made.apply(x(), { context: { training, seed: 1, step } }));

  it("is off outside training", () => {
    expect(run(false, 0)).toEqual(numbers(stack().made.apply(x(), { context: INFERENCE })));
  });

  it("is another one every step, and the same one for the same step", () => {
    expect(run(true, 3)).toEqual(run(true, 3));
    expect(run(true, 3)).not.toEqual(run(true, 4));
    expect(run(true, 3)).not.toEqual(run(false, 3));
  });
});
