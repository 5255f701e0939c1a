import { type Activation, linear } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Initializer, ZEROS } from "./initializer.ts";
import type { Parameter, ParameterScope } from "./parameter.ts";

/** Names of a layer's two parameters. */
export interface LinearNames {
  readonly weight: string;
  readonly bias: string;
}

/** What a {@link Linear} is made from. */
export interface LinearOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** How the weight starts. @default N(0, 0.02) */
  readonly initializer?: Initializer;
  /** Whether there is a bias. @default true */
  readonly bias?: boolean;
  /** @default "weight" and "bias" */
  readonly names?: LinearNames;
}

/** y = x·W + b; weight `[in, out]`. */
export class Linear {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(scope: ParameterScope, options: LinearOptions) {
    const { inFeatures, outFeatures, names = { weight: "weight", bias: "bias" } } = options;
    const initializer = options.initializer ?? { type: "normal", std: 0.02 };
    this.weight = scope.declare(names.weight, [inFeatures, outFeatures], initializer);
    const biased = options.bias ?? true;
    this.bias = biased ? scope.declare(names.bias, [outFeatures], ZEROS) : null;
  }

  /** `[..., in]` → `[..., out]`, with an activation in the same pass where given. */
  apply(x: Tensor, activation: Activation = "none"): Tensor {
    return linear(x, this.weight.variable, this.bias?.variable, { activation });
  }
}

/** The usual names: `<prefix>.weight` and `<prefix>.bias`. */
export function linearNames(prefix: string): LinearNames {
  return { weight: `${prefix}.weight`, bias: `${prefix}.bias` };
}
