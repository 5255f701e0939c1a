import { type Activation, activate } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";

/** An element-wise non-linearity. */
export interface ActivationPart {
  /** Its name as an epilogue of `linear`; "none" where it has to run on its own. */
  readonly fused: Activation;
  /** Applied to the output of `linear`; the identity where it was fused. */
  apply(x: Tensor): Tensor;
}

declare module "@gpt/registry" {
  interface Kinds {
    activation: { product: ActivationPart; context: object };
  }
}

/** An activation that `linear` can do in its own pass. */
export function fusedActivation(fused: Activation): ActivationPart {
  return { fused, apply: (x) => x };
}

/** max(x, 0): the original Transformer. */
export const reluPlugin: AnyPlugin = definePlugin({
  kind: "activation",
  name: "relu",
  description: "max(x, 0).",
  options: v.strictObject({}),
  create: () => fusedActivation("relu"),
});

/** GELU: `tanh` form (GPT-1, GPT-2, GPT-3), `erf` (BERT's first release), `sigmoid` (Sparse Transformer). */
export const geluPlugin: AnyPlugin = definePlugin({
  kind: "activation",
  name: "gelu",
  description: "Gaussian error linear unit, exact (erf) or approximated (tanh, sigmoid).",
  options: v.strictObject({ form: v.optional(v.picklist(["tanh", "erf", "sigmoid"]), "tanh") }),
  create: ({ form }) => fusedActivation(form === "erf" ? "gelu" : `gelu_${form}`),
});

/** Applies an activation part to any tensor. */
export function applyActivation(part: ActivationPart, x: Tensor): Tensor {
  return part.apply(activate(x, part.fused));
}
