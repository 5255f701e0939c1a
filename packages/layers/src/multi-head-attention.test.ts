import "@tensorflow/tfjs-backend-cpu";
import { attentionPlugins } from "@gpt/attention";
import { Registry } from "@gpt/registry";
import {
  add,
  concat,
  matMul,
  mul,
  ready,
  reshape,
  slice,
  softmax,
  type Tensor,
  tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AttentionInput,
  type AttentionNames,
  INFERENCE,
  linearNames,
  MultiHeadAttention,
  ParameterTable,
} from "./index.ts";

const registry = new Registry().register(...attentionPlugins);
const [C, H] = [6, 2];
const FUSED = { qkv: linearNames("c_attn"), out: linearNames("c_proj") };
const SEPARATE = {
  query: linearNames("query"),
  key: linearNames("key"),
  value: linearNames("value"),
  out: linearNames("out"),
};

beforeAll(async () => {
  await ready();
});

function layer(names: AttentionNames, variant = "causal") {
  const parameters = new ParameterTable();
  const made = new MultiHeadAttention(parameters.scope(), {
    dModel: C,
    nHead: H,
    names,
    part: registry.create("attention", variant, { registry, layer: 0, nHead: H }),
    qkvBias: true,
    outBias: true,
    dropout: 0,
    initializers: { weight: { type: "normal", std: 1 }, residual: { type: "normal", std: 1 } },
  });
  parameters.initialize(1);
  const value = (name: string) => parameters.get(name).variable as Tensor;
  return { made, parameters, value };
}

/** Made-up numbers, `[B, T, C]`. */
const input = (batch: number, time: number, salt = 1) =>
  tensor(
    Array.from({ length: batch * time * C }, (_, i) => Math.sin(salt * i + salt)),
    [batch, time, C],
  );

/** softmax(q·kᵀ/√d)·v, written out with stock operations; `hidden` scores are taken out. */
function byHand(q: Tensor, k: Tensor, v: Tensor, hidden: (i: number, j: number) => boolean) {
  const split = (x: Tensor) =>
    transpose(reshape(x, [x.shape[0] as number, x.shape[1] as number, H, C / H]), [0, 2, 1, 3]);
  const [heads, keys] = [split(q), split(k)];
  const [rows, columns] = [q.shape[1] as number, k.shape[1] as number];
  const mask = Array.from({ length: rows * columns }, (_, at) =>
    hidden(Math.floor(at / columns), at % columns) ? -1e9 : 0,
  );
  const scores = mul(matMul(heads, keys, false, true), 1 / Math.sqrt(C / H));
  const weights = softmax(add(scores, tensor(mask, [1, 1, rows, columns])));
  return reshape(transpose(matMul(weights, split(v)), [0, 2, 1, 3]), q.shape);
}

function expectClose(got: Tensor, expected: Tensor): void {
  expect(got.shape).toEqual(expected.shape);
  const values = expected.dataSync();
  for (const [i, value] of got.dataSync().entries()) expect(value).toBeCloseTo(values[i] ?? 0, 4);
}
const affine = (x: Tensor, weight: Tensor, bias: Tensor) =>
  add(matMul(x, reshape(weight, [1, ...weight.shape])), bias);

describe("self-attention", () => {
  it("with a fused projection is what the formula says", () => {
    const { made, value } = layer(FUSED);
    const x = input(1, 5);
    const qkv = affine(x, value("c_attn.weight"), value("c_attn.bias"));
    const [q, k, v] = [0, 1, 2].map((i) => slice(qkv, [0, 0, i * C], [-1, -1, C])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = byHand(q, k, v, (i, j) => j > i);
    const expected = affine(mixed, value("c_proj.weight"), value("c_proj.bias"));
    expectClose(made.apply(x, INFERENCE), expected);
  });

  it("with three projections is the same layer under other names", () => {
    const [fused, separate] = [layer(FUSED), layer(SEPARATE)];
    for (const kind of ["weight", "bias"] as const) {
      const parts = ["query", "key", "value"].map((name) => separate.value(`${name}.${kind}`));
      const whole = concat(parts, -1).dataSync<"float32">();
      fused.parameters.assign(`c_attn.${kind}`, whole);
      const out = separate.value(`out.${kind}`).dataSync<"float32">();
      fused.parameters.assign(`c_proj.${kind}`, out);
    }
    const x = input(2, 4);
    expectClose(fused.made.apply(x, INFERENCE), separate.made.apply(x, INFERENCE));
  });

  it("does not see masked keys", () => {
    const { made } = layer(FUSED, "full");
    const keyMask = tensor([[1, 1, 0]], [1, 3], "int32");
    const run = (last: Tensor) =>
      made
        .apply(concat([input(1, 2), last], 1), INFERENCE, { keyMask })
        .dataSync()
        .slice(0, 2 * C);
    expect(run(input(1, 1, 5))).toEqual(run(input(1, 1, 9)));
  });
});

describe("cross-attention", () => {
  const run = (names: AttentionNames, extra: AttentionInput = {}) => {
    const { made, value } = layer(names, "full");
    return { out: made.apply(input(1, 3), INFERENCE, { memory: input(1, 5, 2), ...extra }), value };
  };

  it("takes queries from the input, keys and values from the memory", () => {
    const { out, value } = run(SEPARATE);
    const project = (x: Tensor, name: string) =>
      affine(x, value(`${name}.weight`), value(`${name}.bias`));
    const [x, memory] = [input(1, 3), input(1, 5, 2)];
    const [q, k, v] = [project(x, "query"), project(memory, "key"), project(memory, "value")];
    expectClose(
      out,
      project(
        byHand(q, k, v, () => false),
        "out",
      ),
    );
  });

  it("takes the thirds of a fused projection apart", () => {
    const { out, value } = run(FUSED);
    const [x, memory] = [input(1, 3), input(1, 5, 2)];
    const third = (y: Tensor, i: number) =>
      slice(affine(y, value("c_attn.weight"), value("c_attn.bias")), [0, 0, i * C], [-1, -1, C]);
    const mixed = byHand(third(x, 0), third(memory, 1), third(memory, 2), () => false);
    expectClose(out, affine(mixed, value("c_proj.weight"), value("c_proj.bias")));
  });
});
