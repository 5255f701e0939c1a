import { type AnyPlugin, definePlugin, partConfig, type Registry } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { Initializer } from "./initializer.ts";
import { Linear, linearNames } from "./linear.ts";
import type { ParameterScope } from "./parameter.ts";

/** A position-wise feed-forward network. */
export interface FfnPart {
  /** `[..., C]` → `[..., C]`. */
  apply(x: Tensor): Tensor;
}

/** What a feed-forward network is made with. */
export interface FfnContext {
  readonly registry: Registry;
  readonly scope: ParameterScope;
  readonly dModel: number;
  readonly dFf: number;
  /** How the first matrix starts, and the second, which writes to the residual stream. */
  readonly initializers: { readonly weight: Initializer; readonly residual: Initializer };
  /** Published names of the two linear layers. */
  readonly names: { readonly in: string; readonly out: string };
}

declare module "@gpt/registry" {
  interface Kinds {
    ffn: { product: FfnPart; context: FfnContext };
  }
}

/** Two linear layers with an activation between: W2·f(W1·x + b1) + b2. */
export const mlpPlugin: AnyPlugin = definePlugin({
  kind: "ffn",
  name: "mlp",
  description: "Two linear layers with an activation between.",
  options: v.strictObject({ activation: v.optional(partConfig(), "gelu") }),
  create({ activation }, { registry, scope, dModel, dFf, initializers, names }): FfnPart {
    const part = registry.create("activation", activation, {});
    const first = new Linear(scope, {
      inFeatures: dModel,
      outFeatures: dFf,
      initializer: initializers.weight,
      names: linearNames(names.in),
    });
    const second = new Linear(scope, {
      inFeatures: dFf,
      outFeatures: dModel,
      initializer: initializers.residual,
      names: linearNames(names.out),
    });
    return { apply: (x) => second.apply(part.apply(first.apply(x, part.fused))) };
  },
});
