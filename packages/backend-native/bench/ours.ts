import type { CompiledBackend } from "@gpt/kernels";
import { type CausalModel, createModel, modelPlugins } from "@gpt/models";
import { attention, type Pattern, valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { Registry } from "@gpt/registry";
import {
  backend,
  dispose,
  matMul,
  randomNormal,
  type Scalar,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import type { Sizes } from "./configs.ts";
import type { AttentionTask, ProductTask, Task } from "./tasks.ts";

/** Something that can be run again and again on the current backend, through tfjs-core. */
export interface Work {
  /** Runs it; a number that depends on all of it. */
  run(): number;
  dispose(): void;
}

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);

function createGpt2(sizes: Sizes) {
  const model = createModel(registry, {
    type: "gpt2",
    vocabSize: sizes.vocab,
    contextLength: sizes.time,
    nLayer: sizes.layers,
    nHead: sizes.heads,
    dModel: sizes.width,
    dropout: 0,
  });
  model.parameters.initialize(1);
  return model;
}

/** A training step, GPT-2 with AdamW through tfjs-core's tape: everything a user's step does. */
export function makeStep(sizes: Sizes): Work {
  const model = createGpt2(sizes);
  const optimizer = registry.create(
    "optimizer",
    { type: "adamw", clipNorm: null },
    { parameters: model.parameters },
  );
  const variables = [...model.parameters].map(({ variable }) => variable);
  const ids = (salt: number) =>
    Array.from({ length: sizes.batch * sizes.time }, (_, i) => (i * 7919 + salt) % sizes.vocab);
  const shape: [number, number] = [sizes.batch, sizes.time];
  const batch = {
    inputs: tensor(ids(0), shape, "int32"),
    targets: tensor(ids(7919), shape, "int32"),
  };
  let count = 0;
  return {
    run: () => {
      const context = { training: true, seed: 0, step: count++ };
      const { value, grads } = valueAndGrads(() => model.loss(batch, context), variables);
      const { gradNorm } = optimizer.step(grads, 3e-4);
      const loss = value.dataSync()[0] as number;
      dispose([value, gradNorm, ...(grads as Tensor[])]);
      return loss;
    },
    dispose: () => {
      model.dispose();
      optimizer.dispose();
      dispose(Object.values(batch));
    },
  };
}

function makeDecode(sizes: Sizes): Work {
  const model = createGpt2(sizes) as CausalModel;
  const next = (ids: number[], cache: ReturnType<typeof model.createCache>): number => {
    const logits = tidy(() =>
      model.logits(tensor(ids, [1, ids.length], "int32"), { cache, lastOnly: true }),
    );
    const values = logits.dataSync();
    logits.dispose();
    return values.indexOf(Math.max(...values.subarray(0, 100)));
  };
  const start = () => {
    const fresh = model.createCache(1);
    next(
      Array.from({ length: 64 }, (_, i) => i),
      fresh,
    );
    return fresh;
  };
  let cache = start();
  return {
    run: () => {
      if (cache.length === cache.capacity) {
        cache.dispose();
        cache = start();
      }
      return next([cache.length], cache);
    },
    dispose: () => {
      cache.dispose();
      model.dispose();
    },
  };
}

function makeProduct({ m, n, k, turned }: ProductTask): Work {
  const a = randomNormal(turned === "a" ? [k, m] : [m, k]) as Tensor;
  const b = randomNormal(turned === "b" ? [n, k] : [k, n]) as Tensor;
  return {
    run: () => {
      const product = matMul(a, b, turned === "a", turned === "b");
      product.dispose();
      (backend() as Partial<CompiledBackend>).finish?.();
      return product.size;
    },
    dispose: () => dispose([a, b]),
  };
}

/** Which keys attention sees: where it is sparse, the strided pattern of Child et al. 2019, §4.2, merged. */
function patternOf({ sparsity }: AttentionTask): Pattern {
  if (sparsity === 0) return { type: "causal" };
  const last: Pattern = { type: "banded", window: sparsity };
  return { type: "union", of: [last, { type: "strided", stride: sparsity }] };
}

function makeAttention(task: AttentionTask): Work {
  const { batch, heads, time } = task;
  const pattern = patternOf(task);
  const make = () => variable(randomNormal([batch, time, heads, 64])) as Variable & Tensor4D;
  const [q, k, v] = [make(), make(), make()];
  return {
    run: () => {
      const { value, grads } = valueAndGrads(
        () => sum(attention(q, k, v, { pattern })) as Scalar,
        [q, k, v],
      );
      const total = value.dataSync()[0] as number;
      dispose([value, ...(grads as Tensor[])]);
      return total;
    },
    dispose: () => dispose([q, k, v]),
  };
}

/** A task on the current backend. */
export function makeOurs(task: Task): Work {
  if (task.task === "product") return makeProduct(task);
  if (task.task === "attention") return makeAttention(task);
  return task.task === "step" ? makeStep(task) : makeDecode(task);
}
