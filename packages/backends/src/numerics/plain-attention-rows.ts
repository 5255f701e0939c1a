import { EMPTY, type Matrix, type Scores } from "./numerics.ts";

/** As {@link Numerics.expRows}. */
export function expRows(
  { data, stride, span, from, to }: Scores,
  scale: number,
  shifts: Float32Array,
  sums: Float32Array,
  given: boolean,
): void {
  for (let row = 0; row < from.length; row++) {
    const at = row * stride;
    const [first, end] = [at + (from[row] as number), at + (to[row] as number)];
    let top = Number.NEGATIVE_INFINITY;
    for (let i = first; i < end; i++) if ((data[i] as number) > top) top = data[i] as number;
    const isEmpty = top < EMPTY;
    const shift = given ? (shifts[row] as number) : isEmpty ? EMPTY : scale * top;
    let sum = 0;
    for (let i = first; i < end; i++) {
      const score = data[i] as number;
      const value = isEmpty ? score * 0 : Math.exp(scale * score - shift); // NaN stays NaN
      data[i] = value;
      sum += value;
    }
    data.fill(0, at, first);
    data.fill(0, end, at + span);
    shifts[row] = shift;
    sums[row] = sum;
  }
}

/** As {@link Numerics.softmaxGradRows}. */
export function softmaxGradRows(
  p: Float32Array,
  { data: d, stride, span, from }: Scores,
  dy: Matrix,
  out: Matrix,
  width: number,
  scale: number,
): void {
  for (let row = 0; row < from.length; row++) {
    const [up, result] = [dy.at + row * dy.row, out.at + row * out.row];
    let inner = 0;
    for (let i = 0; i < width; i++) {
      inner += (dy.data[up + i] as number) * (out.data[result + i] as number);
    }
    for (let i = row * stride; i < row * stride + span; i++) {
      d[i] = scale * (p[i] as number) * ((d[i] as number) - inner);
    }
  }
}

/** As {@link Numerics.scaleRows}. */
export function scaleRows({ data, at, row }: Matrix, width: number, factors: Float32Array): void {
  factors.forEach((factor, r) => {
    const first = at + r * row;
    for (let i = first; i < first + width; i++) (data[i] as number) *= factor;
  });
}
