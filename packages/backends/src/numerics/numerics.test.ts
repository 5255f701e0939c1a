import { dropoutFactors } from "@gpt/ops";
import { describe, expect, it } from "vitest";
import { compare, makes, numbers, place, simdOf } from "./compare-makes.ts";
import type { Curve } from "./numerics.ts";
import { plain } from "./plain.ts";

describe.each(makes)("numerics with %s instructions agree with plain JavaScript:", async (make) => {
  const simd = await simdOf(make);
  const lengths = [1, 2, 3, 4, 5, 7, 8, 31, 64, 101];

  const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 17, 33].flatMap((n, index) => [
    { m: n, n: 34 - n, k: (index * 7) % 12 },
    { m: 5, n, k: n },
  ]);
  const big = [
    { m: 130, n: 40, k: 300 },
    { m: 3, n: 520, k: 20 },
  ];

  it.each([...sizes, ...big])("products of $m x $k and $k x $n, all transposes", ({ m, n, k }) => {
    for (const [ta, tb] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      for (const start of [undefined, "c", "row"] as const) {
        const arrays = [numbers(m * k), numbers(k * n, 2, 2), numbers(m * n, 2, 3), numbers(n)];
        compare(
          simd,
          arrays,
          (numerics, [a, b, c, row]) =>
            numerics.multiply({
              ...{ m, n, k },
              a: { data: a as Float32Array, at: 0, row: ta ? 1 : k, column: ta ? m : 1 },
              b: { data: b as Float32Array, at: 0, row: tb ? 1 : n, column: tb ? k : 1 },
              c: { data: c as Float32Array, at: 0, row: n, column: 1 },
              start: start === "row" ? row : start,
            }),
          5e-5,
        );
      }
    }
  });

  it("products inside larger arrays leave the rest alone", () => {
    compare(simd, [numbers(200), numbers(200), numbers(200)], (numerics, arrays) => {
      const [a, b, c] = arrays.map((data, at) => ({ data, at: at + 3, row: 16, column: 1 }));
      if (a && b && c) numerics.multiply({ m: 5, n: 11, k: 9, a, b, c, start: "c" });
    });
  });

  it.each(lengths)("max, expSum, dot, scale of %i elements", (n) => {
    compare(simd, [numbers(n + 2, 9)], (numerics, [x]) => numerics.max(x as Float32Array, 1, n));
    compare(simd, [numbers(n, 20), numbers(n)], (numerics, [x, y]) =>
      numerics.expSum(x as Float32Array, 0, n, 0.5, 3, y as Float32Array, 0),
    );
    compare(simd, [numbers(n), numbers(n, 2, 2)], (numerics, [x, y]) =>
      numerics.dot(x as Float32Array, 0, y as Float32Array, 0, n),
    );
    compare(simd, [numbers(n)], (numerics, [x]) =>
      numerics.scale(x as Float32Array, 0, n, 0.3, x as Float32Array),
    );
  });

  it("exp of what is far below is exactly 0, and NaN stays NaN", () => {
    const [x] = place(Float32Array.of(-1e30, -100, 0, Number.NaN, 1)) as [Float32Array];
    simd.expSum(x, 0, 5, 1, 0, x, 0);
    expect([...x.slice(0, 4)]).toEqual([0, 0, 1, Number.NaN]);
    expect(x[4]).toBeCloseTo(Math.E, 6);
  });

  it.each(lengths)("copies of rows of %i", (n) => {
    compare(simd, [numbers(3 * (n + 2) + 1), numbers(3 * n + 10)], (numerics, [x, y]) => {
      const from = { data: x as Float32Array, at: 1, row: n + 2, column: 1 };
      numerics.copyRows(from, { data: y as Float32Array, at: 2, row: n + 1, column: 1 }, 3, n);
    });
  });

  it.each(lengths)("add and columnSums with %i columns", (n) => {
    const arrays = [numbers(3 * n), numbers(n), numbers(n)];
    compare(simd, arrays, (numerics, [x, y, out]) => {
      numerics.columnSums(x as Float32Array, 3, out as Float32Array);
      numerics.add(y as Float32Array, out as Float32Array, out as Float32Array);
    });
  });

  const curves: Curve[] = ["relu", "gelu", "gelu_tanh", "gelu_sigmoid"];
  it.each(curves.flatMap((curve) => [7, 64].map((n) => ({ curve, n }))))(
    "$curve and its derivative on $n elements",
    ({ curve, n }) => {
      const arrays = [numbers(n, 8), numbers(n, 2, 2), numbers(n)];
      compare(simd, arrays, (numerics, [x, dy, dx]) => {
        numerics.activateGrad(curve, x as Float32Array, dy as Float32Array, dx as Float32Array);
        numerics.activate(curve, x as Float32Array, x as Float32Array); // in place
      });
    },
  );

  it.each([4, 5, 12, 64])("layer norm and its gradient with %i columns", (columns) => {
    const rows = 3;
    const wide = [1, 2, 3, 4, 5].map((seed) => numbers(rows * columns, 2, seed));
    const narrow = [1, 2, 3, 4, 5, 6].map((seed) => numbers(columns, 2, seed));
    compare(
      simd,
      [...wide, ...narrow],
      (numerics, arrays) => {
        const [x, y, dy, dx, , gain, bias, dgain, dbias, mean, rstd] = arrays as Float32Array[] as [
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        const data = { x, gain, mean: mean.subarray(0, rows), rstd: rstd.subarray(0, rows) };
        numerics.normalize(data, bias, 1e-5, y);
        numerics.normalizeGrad(data, dy, dx, dgain, dbias);
      },
      5e-6,
    );
  });

  it.each(lengths)("an Adam step of %i elements", (n) => {
    const arrays = [1, 2, 3].map((seed) => numbers(n, 2, seed));
    const second = numbers(n).map(Math.abs);
    const step = { gradScale: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
    compare(
      simd,
      [...arrays, second],
      (numerics, [p, g, m, v]) =>
        numerics.adam(p as Float32Array, g as Float32Array, m as Float32Array, v as Float32Array, {
          ...step,
          denomScale: 1.3,
          stepSize: 0.01,
          decay: 0.1,
        }),
      1e-5,
    );
  });

  it("dropout factors are Philox's, from any block on", () => {
    const spec = { rate: 0.3, seed: 0xfedcba98, step: 7, site: 0x89abcdef };
    for (const [first, count] of [
      [0, 1],
      [4, 16],
      [400, 100],
      [4 * (2 ** 32 - 4), 16],
    ] as const) {
      const arrays = [new Float32Array(112)];
      compare(simd, arrays, (numerics, [out]) => {
        numerics.dropoutFactors(spec, first, count, out as Float32Array);
        (out as Float32Array).fill(0, count);
      });
    }
    const factors = new Float32Array(16);
    plain.dropoutFactors(spec, 0, 16, factors);
    expect(factors).toEqual(dropoutFactors(16, spec));
  });
});
