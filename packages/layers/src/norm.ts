import { addLayerNorm, layerNorm } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { ONES, ZEROS } from "./initializer.ts";
import type { ParameterScope } from "./parameter.ts";

/** A normalisation of each position's vector. */
export interface NormPart {
  /** `[..., C]` → `[..., C]`. */
  apply(x: Tensor): Tensor;
  /** Residual sum, and its normalisation. */
  applyToSum(x: Tensor, residual: Tensor): { readonly normalized: Tensor; readonly sum: Tensor };
}

/** What a norm is made with. */
export interface NormContext {
  readonly scope: ParameterScope;
  /** Width C. */
  readonly size: number;
}

declare module "@gpt/registry" {
  interface Kinds {
    norm: { product: NormPart; context: NormContext };
  }
}

/** Layer normalisation (Ba et al. 2016): last axis, biased variance, epsilon inside the root. */
export class LayerNorm implements NormPart {
  readonly #gain;
  readonly #bias;
  readonly #options;

  constructor(scope: ParameterScope, size: number, options: { readonly epsilon?: number } = {}) {
    this.#gain = scope.declare("weight", [size], ONES);
    this.#bias = scope.declare("bias", [size], ZEROS);
    this.#options = { epsilon: options.epsilon ?? 1e-5 };
  }

  apply(x: Tensor): Tensor {
    return layerNorm(x, this.#gain.variable, this.#bias.variable, this.#options);
  }

  applyToSum(x: Tensor, residual: Tensor): { readonly normalized: Tensor; readonly sum: Tensor } {
    return addLayerNorm(x, residual, this.#gain.variable, this.#bias.variable, this.#options);
  }
}

/** `layer-norm`. */
export const layerNormPlugin: AnyPlugin = definePlugin({
  kind: "norm",
  name: "layer-norm",
  description: "Layer normalisation with gain and bias.",
  options: v.strictObject({ epsilon: v.optional(v.pipe(v.number(), v.gtValue(0)), 1e-5) }),
  create: (options, { scope, size }) => new LayerNorm(scope, size, options),
});
