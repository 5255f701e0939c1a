import { type Array64, type Arrays, get, increase, need, rowsAndColumns, zeros } from "./array.ts";

/** Mean and 1/sqrt(variance + epsilon) of row n. */
function statistics(x: Array64, n: number, epsilon: number): { mean: number; rstd: number } {
  const [, width] = rowsAndColumns(x);
  const row = x.data.subarray(n * width, (n + 1) * width);
  const mean = row.reduce((sum, value) => sum + value, 0) / width;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
  return { mean, rstd: 1 / Math.sqrt(variance + epsilon) };
}

/** Layer normalisation of the last axis: x, gain, bias → y. */
export function layerNormForward(inputs: Arrays, epsilon: number): Array64 {
  const [x, gain, bias] = [need(inputs, "x"), need(inputs, "gain"), need(inputs, "bias")];
  const [rows, width] = rowsAndColumns(x);
  const y = zeros(x.shape);
  for (let n = 0; n < rows; n++) {
    const { mean, rstd } = statistics(x, n, epsilon);
    for (let c = 0; c < width; c++) {
      const hat = (get(x, n * width + c) - mean) * rstd;
      y.data[n * width + c] = hat * get(gain, c) + get(bias, c);
    }
  }
  return y;
}

/** Gradients of x, gain and bias: dy/dx in full, as a sum over the row's outputs. */
export function layerNormBackward(inputs: Arrays, dy: Array64, epsilon: number): Arrays {
  const [x, gain] = [need(inputs, "x"), need(inputs, "gain")];
  const [rows, width] = rowsAndColumns(x);
  const [dx, dgain, dbias] = [zeros(x.shape), zeros([width]), zeros([width])];
  for (let n = 0; n < rows; n++) {
    const { mean, rstd } = statistics(x, n, epsilon);
    const hat = (c: number) => (get(x, n * width + c) - mean) * rstd;
    for (let c = 0; c < width; c++) {
      const d = get(dy, n * width + c);
      increase(dgain, c, d * hat(c));
      increase(dbias, c, d);
      // ∂hat_c/∂x_k = rstd·([c = k] − (1 + hat_c·hat_k)/width)
      for (let k = 0; k < width; k++) {
        const slope = rstd * ((c === k ? 1 : 0) - (1 + hat(c) * hat(k)) / width);
        increase(dx, n * width + k, d * get(gain, c) * slope);
      }
    }
  }
  return { x: dx, gain: dgain, bias: dbias };
}
