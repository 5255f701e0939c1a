import type { Activation } from "@gpt/ops";
import { type Array64, get, zeros } from "./array.ts";
import { erf } from "./erf.ts";

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const VALUE: Record<Activation, (x: number) => number> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  gelu: (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  gelu_tanh: (x) => (x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x ** 3)))) / 2,
  gelu_sigmoid: (x) => x * sigmoid(1.702 * x),
};

const SLOPE: Record<Activation, (x: number) => number> = {
  none: () => 1,
  relu: (x) => (x > 0 ? 1 : 0),
  gelu: (x) =>
    (1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  gelu_tanh: (x) => {
    const t = Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x ** 3));
    return (1 + t) / 2 + ((x * (1 - t * t)) / 2) * SQRT_2_OVER_PI * (1 + 3 * 0.044715 * x * x);
  },
  gelu_sigmoid: (x) => {
    const s = sigmoid(1.702 * x);
    return s + 1.702 * x * s * (1 - s);
  },
};

/** The activation of every element. */
export function activationForward(x: Array64, activation: Activation): Array64 {
  return { shape: x.shape, data: x.data.map(VALUE[activation]) };
}

/** Gradient of x. */
export function activationBackward(x: Array64, dy: Array64, activation: Activation): Array64 {
  const dx = zeros(x.shape);
  for (let at = 0; at < dx.data.length; at++) {
    dx.data[at] = get(dy, at) * SLOPE[activation](get(x, at));
  }
  return dx;
}
