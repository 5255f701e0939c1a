import { applyDropout, type CallContext, Linear, linearNames } from "@gpt/layers";
import { embedding } from "@gpt/ops";
import { reshape, type Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { TaskHeadContext, TaskTensors, TrunkStates } from "./task-head.ts";

/** The option that every task head has. */
export const dropoutOption = {
  /** Rate in front of the output layer (GPT-1 §4.1, BERT's release). */
  dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.1),
};

/** Dropout, then a linear layer: `[..., C]` → `[..., out]`. */
export function outputLayer(
  context: TaskHeadContext,
  name: string,
  options: { readonly outFeatures: number; readonly dropout: number },
): (x: Tensor, call: CallContext) => Tensor {
  const { scope, dModel, initializer } = context;
  const { outFeatures, dropout } = options;
  const names = linearNames(name);
  const linear = new Linear(scope, { inFeatures: dModel, outFeatures, initializer, names });
  const place = { rate: dropout, site: scope.site(`${name}#in`) };
  return (x, call) => linear.apply(applyDropout(x, place, call));
}

/** The vector of each sequence, `[N, C]`: an encoder's pooled one, a decoder's at its last token. */
export function readVectors(states: TrunkStates, batch: TaskTensors): Tensor {
  if (states.pool !== null) return states.pool();
  const { hidden } = states;
  const rows = reshape(hidden, [-1, hidden.shape.at(-1) as number]); // [N·T, C]
  return embedding(rows, batch.read as Tensor);
}
