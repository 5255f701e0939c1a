import { describe, expect, it } from "vitest";
import { compare, makes, numbers, place, simdOf } from "./compare-makes.ts";
import { EMPTY, HIDDEN, type Numerics } from "./numerics.ts";
import { plain } from "./plain.ts";

const ROWS = 5;

/** Ranges of all kinds within a span. */
function scoresOf(data: Float32Array, span: number) {
  const half = span >> 1;
  const from = Int32Array.of(0, half, 0, 0, half);
  const to = Int32Array.of(span, span, 1, half, half);
  return { data, stride: span + 3, span, from, to };
}

describe.each(makes)("rows of scores with %s instructions:", async (make) => {
  const simd = await simdOf(make);
  const spans = [1, 2, 3, 4, 5, 7, 8, 31, 64, 101];

  it.each(spans)("exp of spans of %i is that of plain JavaScript", (span) => {
    const scores = numbers(ROWS * (span + 3), 9);
    scores.fill(HIDDEN, 2 * (span + 3), 3 * (span + 3)); // a row all of whose keys are hidden
    for (const given of [false, true]) {
      compare(simd, [scores, numbers(ROWS, 9, 2), numbers(ROWS)], (numerics, arrays) => {
        const [data, shifts, sums] = arrays as [Float32Array, Float32Array, Float32Array];
        numerics.expRows(scoresOf(data, span), 0.3, shifts, sums, given);
      });
    }
  });

  it.each(spans)("gradients of spans of %i are those of plain JavaScript", (span) => {
    const wide = [1, 2].map((seed) => numbers(ROWS * (span + 3), 2, seed));
    const narrow = [3, 4].map((seed) => numbers(ROWS * 7, 2, seed));
    compare(simd, [...wide, ...narrow], (numerics, arrays) => {
      const [p, d, ...others] = arrays as [Float32Array, Float32Array];
      const [dy, out] = others.map((data) => ({ data, at: 1, row: 7, column: 1 }));
      if (dy && out) numerics.softmaxGradRows(p, scoresOf(d, span), dy, out, 6, 0.5);
    });
  });

  it.each(spans)("rows of %i are scaled as in plain JavaScript", (width) => {
    compare(simd, [numbers(ROWS * (width + 3)), numbers(ROWS)], (numerics, [data, factors]) => {
      const x = { data: data as Float32Array, at: 2, row: width + 3, column: 1 };
      numerics.scaleRows(x, width, factors as Float32Array);
    });
  });

  /** exp of one row of four scores. */
  function expOf(numerics: Numerics, ...scores: number[]) {
    const arrays = [Float32Array.from(scores), new Float32Array(1), new Float32Array(1)];
    const [data, shifts, sums] = place(...arrays) as [Float32Array, Float32Array, Float32Array];
    const range = { from: Int32Array.of(0), to: Int32Array.of(4) };
    numerics.expRows({ data, stride: 4, span: 4, ...range }, 1, shifts, sums, false);
    return { weights: [...data], shift: shifts[0] as number, sum: sums[0] as number };
  }

  it("say of a row of hidden keys that nothing is there, and keep NaN", () => {
    for (const numerics of [simd, plain]) {
      const hidden = expOf(numerics, HIDDEN, HIDDEN, HIDDEN, HIDDEN);
      expect(hidden.weights.every((weight) => weight === 0)).toBe(true);
      expect(hidden).toMatchObject({ shift: Math.fround(EMPTY) });
      expect(hidden.sum === 0).toBe(true);
      expect(expOf(numerics, Number.NaN, 1, 2, 3).sum).toBeNaN();
      expect(expOf(numerics, Number.NaN, Number.NaN, Number.NaN, HIDDEN).sum).toBeNaN();
      expect(expOf(numerics, 1, HIDDEN, 1, HIDDEN)).toEqual({
        weights: [1, 0, 1, 0],
        shift: 1,
        sum: 2,
      });
    }
  });
});
