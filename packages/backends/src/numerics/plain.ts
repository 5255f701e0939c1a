import type { DropoutSpec } from "@gpt/ops";
import { fillWords, STREAM } from "@gpt/random";
import type { AdamNumbers, Numerics, Rows } from "./numerics.ts";
import { expRows, scaleRows, softmaxGradRows } from "./plain-attention-rows.ts";
import { CURVES } from "./plain-curves.ts";
import { multiply } from "./plain-multiply.ts";

/** The inner loops in plain JavaScript; sums are in double precision. */
export const plain: Numerics = {
  multiply,

  max: (x, at, count) => {
    let top = x[at] as number;
    for (let i = at + 1; i < at + count; i++) if ((x[i] as number) > top) top = x[i] as number;
    return top;
  },

  expSum: (x, at, count, scale, shift, y, yAt) => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const value = Math.exp(scale * (x[at + i] as number) - shift);
      y[yAt + i] = value;
      sum += value;
    }
    return sum;
  },

  scale: (x, at, count, scale, y) => {
    for (let i = at; i < at + count; i++) y[i] = scale * (x[i] as number);
  },

  expRows,
  softmaxGradRows,
  scaleRows,

  dot: (x, xAt, y, yAt, count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (x[xAt + i] as number) * (y[yAt + i] as number);
    return sum;
  },

  add: (x, y, out) => {
    for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) + (y[i] as number);
  },

  copyRows: (x, y, rows, columns) => {
    for (let row = 0; row < rows; row++) {
      const at = x.at + row * x.row;
      y.data.set(x.data.subarray(at, at + columns), y.at + row * y.row);
    }
  },

  columnSums: (x, rows, out) => {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let j = 0; j < out.length; j++, at++) (out[j] as number) += x[at] as number;
    }
  },

  activate: (curve, x, y) => {
    const { value } = CURVES[curve];
    for (let i = 0; i < x.length; i++) y[i] = value(x[i] as number);
  },

  activateGrad: (curve, x, dy, dx) => {
    const { slope } = CURVES[curve];
    for (let i = 0; i < x.length; i++) dx[i] = (dy[i] as number) * slope(x[i] as number);
  },

  normalize: ({ x, gain, mean, rstd }, bias, epsilon, y) => {
    const columns = gain.length;
    for (let row = 0, at = 0; row < mean.length; row++, at += columns) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += x[at + j] as number;
      const middle = sum / columns;
      let squares = 0;
      for (let j = 0; j < columns; j++) squares += ((x[at + j] as number) - middle) ** 2;
      const factor = 1 / Math.sqrt(squares / columns + epsilon);
      for (let j = 0; j < columns; j++) {
        const hat = ((x[at + j] as number) - middle) * factor;
        y[at + j] = hat * (gain[j] as number) + (bias[j] as number);
      }
      mean[row] = middle;
      rstd[row] = factor;
    }
  },

  normalizeGrad,
  adam,
  dropoutFactors,

  mul: (x, at, count, factors, factorsAt) => {
    for (let i = 0; i < count; i++) (x[at + i] as number) *= factors[factorsAt + i] as number;
  },
};

function dropoutFactors(
  { rate, seed, step, site }: DropoutSpec,
  first: number,
  count: number,
  out: Float32Array,
): void {
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  fillWords(words, { seed, step, site, stream: STREAM.dropout }, first);
  const threshold = Math.floor(rate * 2 ** 32);
  for (let i = 0; i < count; i++) out[i] = (words[i] as number) < threshold ? 0 : 1 / (1 - rate);
}

/** With h = (x − mean)·rstd, g = dy·gain: dx = (g − avg(g) − h·avg(g·h))·rstd. */
function normalizeGrad(
  { x, gain, mean, rstd }: Rows,
  dy: Float32Array,
  dx: Float32Array,
  dgain: Float32Array,
  dbias: Float32Array,
): void {
  const columns = gain.length;
  for (let row = 0, at = 0; row < mean.length; row++, at += columns) {
    const middle = mean[row] as number;
    const factor = rstd[row] as number;
    let [sum, product] = [0, 0];
    for (let j = 0; j < columns; j++) {
      const hat = ((x[at + j] as number) - middle) * factor;
      const d = dy[at + j] as number;
      (dgain[j] as number) += d * hat;
      (dbias[j] as number) += d;
      sum += d * (gain[j] as number);
      product += d * (gain[j] as number) * hat;
    }
    sum /= columns;
    product /= columns;
    for (let j = 0; j < columns; j++) {
      const hat = ((x[at + j] as number) - middle) * factor;
      const g = (dy[at + j] as number) * (gain[j] as number);
      dx[at + j] = (g - sum - hat * product) * factor;
    }
  }
}

function adam(
  param: Float32Array,
  grad: Float32Array,
  m: Float32Array,
  v: Float32Array,
  { gradScale, beta1, beta2, epsilon, denomScale, stepSize, decay }: AdamNumbers,
): void {
  for (let i = 0; i < param.length; i++) {
    const g = (grad[i] as number) * gradScale;
    const first = beta1 * (m[i] as number) + (1 - beta1) * g;
    const second = beta2 * (v[i] as number) + (1 - beta2) * g * g;
    m[i] = first;
    v[i] = second;
    const direction = first / (denomScale * Math.sqrt(second) + epsilon);
    param[i] = (1 - decay) * (param[i] as number) - stepSize * direction;
  }
}
