import {
  add,
  cast,
  div,
  erf,
  exp,
  greater,
  mul,
  neg,
  scalar,
  sigmoid,
  square,
  relu as stockRelu,
  sub,
  type Tensor,
  tanh,
} from "@tensorflow/tfjs-core";
import { areFloat, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/**
 * Element-wise non-linearities. `gelu` is the exact form with erf (BERT's first release, Hugging
 * Face); `gelu_tanh` the tanh form (GPT-1, GPT-2, later BERT); `gelu_sigmoid` is x·sigmoid(1.702x)
 * (Hendrycks & Gimpel 2016; Sparse Transformer §5.1).
 */
export type Activation = "none" | "relu" | "gelu" | "gelu_tanh" | "gelu_sigmoid";

/** Attributes of the activation kernels. */
export interface ActivationAttrs {
  readonly activation: Activation;
}

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;
const SIGMOID_SLOPE = 1.702;

/** Inner argument of the tanh form: sqrt(2/π)·(x + 0.044715 x³). */
function tanhInner(x: Tensor): Tensor {
  return mul(SQRT_2_OVER_PI, mul(x, add(1, mul(CUBIC, square(x)))));
}

const FORWARD: Record<Activation, (x: Tensor) => Tensor> = {
  none: (x) => x.clone(),
  relu: (x) => stockRelu(x),
  gelu: (x) => mul(mul(0.5, x), add(1, erf(mul(x, Math.SQRT1_2)))),
  gelu_tanh: (x) => mul(mul(0.5, x), add(1, tanh(tanhInner(x)))),
  gelu_sigmoid: (x) => mul(x, sigmoid(mul(SIGMOID_SLOPE, x))),
};

const DERIVATIVE: Record<Activation, (x: Tensor) => Tensor> = {
  none: (x) => add(mul(x, 0), 1),
  relu: (x) => cast(greater(x, scalar(0)), "float32"),
  gelu: (x) => {
    const cumulative = mul(0.5, add(1, erf(mul(x, Math.SQRT1_2))));
    const density = div(exp(mul(-0.5, square(x))), Math.sqrt(2 * Math.PI));
    return add(cumulative, mul(x, density));
  },
  gelu_tanh: (x) => {
    const t = tanh(tanhInner(x));
    const inner = mul(SQRT_2_OVER_PI, add(1, mul(3 * CUBIC, square(x))));
    const slope = mul(mul(mul(0.5, x), sub(1, square(t))), inner);
    return add(mul(0.5, add(1, t)), slope);
  },
  gelu_sigmoid: (x) => {
    const s = sigmoid(mul(SIGMOID_SLOPE, x));
    return mul(s, add(1, mul(mul(SIGMOID_SLOPE, x), add(1, neg(s)))));
  },
};

/** The activation from stock ops, for references. */
export function activationReference(x: Tensor, activation: Activation): Tensor {
  return FORWARD[activation](x);
}

/** dy times the activation's derivative at x, from stock ops, for references. */
export function activationGradReference(x: Tensor, dy: Tensor, activation: Activation): Tensor {
  return activation === "none" ? dy.clone() : mul(dy, DERIVATIVE[activation](x));
}

/** Kernel `GptActivationGrad`: x, dy → dx. */
export const ACTIVATION_GRAD: OpDefinition<ActivationAttrs> = defineOp({
  name: "GptActivationGrad",
  reference: ({ x, dy }, { activation }) => [
    activationGradReference(x as Tensor, dy as Tensor, activation),
  ],
});

/** Kernel `GptActivation`: x → y. */
export const ACTIVATION: OpDefinition<ActivationAttrs> = defineOp({
  name: "GptActivation",
  reference: ({ x }, { activation }) => [activationReference(x as Tensor, activation)],
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        runOp1(ACTIVATION_GRAD, { x, dy: dy as Tensor }, attrs as unknown as ActivationAttrs),
    }),
  },
});

/**
 * Applies an activation to every element; the shape stays.
 *
 * @throws GptError `OP_SHAPE`
 */
export function activate(x: Tensor, activation: Activation): Tensor {
  checkShape(areFloat(x), "activate", "float32 x", { x });
  return activation === "none" ? x : runOp1(ACTIVATION, { x }, { activation });
}

/**
 * Gaussian error linear unit (Hendrycks & Gimpel 2016).
 *
 * @param form `erf` is exact; `tanh` and `sigmoid` are the published approximations
 */
export function gelu(x: Tensor, form: "erf" | "tanh" | "sigmoid" = "erf"): Tensor {
  return activate(x, form === "erf" ? "gelu" : `gelu_${form}`);
}

/** max(x, 0). */
export function relu(x: Tensor): Tensor {
  return activate(x, "relu");
}
