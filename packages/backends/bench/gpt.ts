import {
  adamUpdate,
  addLayerNorm,
  attention,
  embedding,
  layerNorm,
  linear,
  linearCrossEntropy,
  valueAndGrads,
} from "@gpt/ops";
import { fillNormal, STREAM, site } from "@gpt/random";
import {
  add,
  reshape,
  type Scalar,
  split,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from "@tensorflow/tfjs-core";

/** Sizes of a GPT-2 shaped model and its batch. */
export interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly time: number;
  readonly batch: number;
  readonly vocab: number;
}

/** A training step to time: weights, Adam's moments and one batch, all from a seed. */
export interface Trainer {
  /** Scalars in the model. */
  readonly parameters: number;
  /** One step; the caller disposes the loss. */
  step(): Scalar;
  dispose(): void;
}

type Weights = Map<string, Variable>;

function makeWeights({ layers, width, time, vocab }: Sizes): Weights {
  const weights: Weights = new Map();
  const declare = (name: string, shape: number[], fill: "normal" | number) => {
    const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    if (fill === "normal") {
      fillNormal(values, { seed: 1, site: site(name), stream: STREAM.init });
      for (let i = 0; i < values.length; i++) (values[i] as number) *= 0.02;
    } else values.fill(fill);
    const start = tensor(values, shape);
    weights.set(name, variable(start, true));
    start.dispose();
  };
  declare("wte", [vocab, width], "normal");
  declare("wpe", [time, width], "normal");
  for (const name of ["ln_f", ...blocks(layers).flatMap((h) => [`${h}.ln_1`, `${h}.ln_2`])]) {
    declare(`${name}.weight`, [width], 1);
    declare(`${name}.bias`, [width], 0);
  }
  for (const h of blocks(layers)) {
    const shapes = { c_attn: [width, 3 * width], c_proj: [width, width] };
    const mlp = { c_fc: [width, 4 * width], "mlp.c_proj": [4 * width, width] };
    for (const [name, shape] of Object.entries({ ...shapes, ...mlp })) {
      declare(`${h}.${name}.weight`, shape, "normal");
      declare(`${h}.${name}.bias`, shape.slice(1), 0);
    }
  }
  return weights;
}

function blocks(layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => `h.${layer}`);
}

/** Loss of one batch, in the ops of the house. */
function loss(sizes: Sizes, weights: Weights, inputs: Tensor, targets: Tensor): Scalar {
  const { batch, time, width, heads, layers } = sizes;
  const w = (name: string) => weights.get(name) as Variable;
  const pair = (name: string) => [w(`${name}.weight`), w(`${name}.bias`)] as const;
  let x: Tensor = add(embedding(w("wte"), inputs), w("wpe")); // [B, T, C]
  let branch: Tensor | undefined;
  for (const h of blocks(layers)) {
    let normalized: Tensor;
    if (branch === undefined) normalized = layerNorm(x, ...pair(`${h}.ln_1`));
    else ({ normalized, sum: x } = addLayerNorm(branch, x, ...pair(`${h}.ln_1`)));
    const qkv = split(linear(normalized, ...pair(`${h}.c_attn`)), 3, -1);
    const [q, k, v] = qkv.map((part) => reshape(part, [batch, time, heads, width / heads])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = attention(q, k, v, { pattern: { type: "causal" } });
    branch = linear(reshape(mixed, [batch, time, width]), ...pair(`${h}.c_proj`));
    ({ normalized, sum: x } = addLayerNorm(branch, x, ...pair(`${h}.ln_2`)));
    const hidden = linear(normalized, ...pair(`${h}.c_fc`), { activation: "gelu_tanh" });
    branch = linear(hidden, ...pair(`${h}.mlp.c_proj`));
  }
  const final = addLayerNorm(branch as Tensor, x, ...pair("ln_f")).normalized;
  const rows = reshape(final, [batch * time, width]); // [B·T, C]
  return linearCrossEntropy(rows, w("wte"), reshape(targets, [-1]));
}

/** Makes the model and its batch on the current backend. */
export function makeTrainer(sizes: Sizes): Trainer {
  const weights = makeWeights(sizes);
  const params = [...weights.values()];
  const [m, v] = [0, 1].map(() => params.map((param) => tidy(() => variable(zerosLike(param)))));
  const ids = Array.from(
    { length: sizes.batch * sizes.time + 1 },
    (_, i) => (i * 7919) % sizes.vocab,
  );
  const shape: [number, number] = [sizes.batch, sizes.time];
  const inputs = tensor(ids.slice(0, -1), shape, "int32");
  const targets = tensor(ids.slice(1), shape, "int32");
  const adam = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decay: params.map(() => 0) };
  let count = 0;
  return {
    parameters: params.reduce((sum, { size }) => sum + size, 0),
    step: () => {
      count++;
      const { value, grads } = valueAndGrads(() => loss(sizes, weights, inputs, targets), params);
      const corrected = {
        stepSize: 1e-3 / (1 - 0.9 ** count),
        denomScale: (1 - 0.95 ** count) ** -0.5,
      };
      adamUpdate(params, grads as Tensor[], m as Variable[], v as Variable[], {
        ...adam,
        ...corrected,
      });
      for (const grad of grads) grad?.dispose();
      return value;
    },
    dispose: () => {
      for (const held of [...params, ...(m as Tensor[]), ...(v as Tensor[]), inputs, targets])
        held.dispose();
    },
  };
}
