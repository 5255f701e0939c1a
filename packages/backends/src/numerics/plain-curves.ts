import type { Curve } from "./numerics.ts";

/** Value and derivative of an activation at x. */
interface Evaluate {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

const CUBIC = 0.044715;
const TANH_SLOPE = 2 * Math.sqrt(2 / Math.PI);
const SIGMOID_SLOPE = 1.702;

/** erf(y) = 1 − P(t)·exp(−y²), t = 1/(1 + p·y), y ≥ 0 (Abramowitz & Stegun 7.1.26; error 1.5e-7). */
const ERF_P = 0.3275911;
const ERF = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];

/** The normal distribution function. */
function cumulative(x: number): number {
  const t = 1 / (1 + ERF_P * Math.abs(x) * Math.SQRT1_2);
  const tail = 0.5 * ERF.reduce((sum, c) => sum * t + c, 0) * t * Math.exp(-0.5 * x * x);
  return x < 0 ? tail : 1 - tail;
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** x·sigmoid(z(x)), given z and x·z'(x). */
function gated(z: (x: number) => number, xSlope: (x: number) => number): Evaluate {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-z(x)));
  return {
    value: (x) => x * sigmoid(x),
    slope: (x) => {
      const s = sigmoid(x);
      return s + xSlope(x) * s * (1 - s);
    },
  };
}

/** The activations, element by element; 0.5·(1 + tanh(u)) is the sigmoid of 2u. */
export const CURVES: { readonly [curve in Curve]: Evaluate } = {
  relu: { value: (x) => (x > 0 ? x : x * 0), slope: (x) => (x > 0 ? 1 : 0) },
  gelu: { value: (x) => x * cumulative(x), slope: (x) => cumulative(x) + x * density(x) },
  gelu_tanh: gated(
    (x) => TANH_SLOPE * x * (1 + CUBIC * x * x),
    (x) => TANH_SLOPE * x * (1 + 3 * CUBIC * x * x),
  ),
  gelu_sigmoid: gated(
    (x) => SIGMOID_SLOPE * x,
    (x) => SIGMOID_SLOPE * x,
  ),
};
