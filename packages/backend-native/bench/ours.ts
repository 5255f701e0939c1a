import { createModel, modelPlugins } from "@gpt/models";
import { valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { Registry } from "@gpt/registry";
import { dispose, type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { Sizes } from "./configs.ts";

/** A training step that can be run again and again. */
export interface Step {
  /** Runs it; the loss. */
  run(): number;
  dispose(): void;
}

/** GPT-2 with AdamW through tfjs-core's tape, on the current backend: everything a user's step does. */
export function makeStep(sizes: Sizes): Step {
  const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);
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
