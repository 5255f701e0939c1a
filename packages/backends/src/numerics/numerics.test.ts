import { dropoutFactors } from "@gpt/ops";
import { describe, expect, it } from "vitest";
import { instantiate, simdSupport, TILE_BYTES } from "../simd/module.ts";
import type { Curve, Numerics } from "./numerics.ts";
import { plain } from "./plain.ts";
import { PACK_FLOATS, simdNumerics } from "./simd.ts";

/** A memory with the work space at its start; arrays are cut off behind it. */
const memory = new WebAssembly.Memory({ initial: 256 });
const FIRST = TILE_BYTES + 4 * PACK_FLOATS;
const support = simdSupport();

/** Deterministic numbers in (−range, range). */
function numbers(count: number, range = 2, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * range;
  });
}

/** Copies arrays into the memory, one behind the other, with a gap that must stay as it is. */
function place(...arrays: Float32Array[]): Float32Array[] {
  let at = FIRST;
  return arrays.map((array) => {
    const copy = new Float32Array(memory.buffer, at, array.length);
    copy.set(array);
    at += 4 * array.length;
    new Float32Array(memory.buffer, at, 8).fill(GUARD);
    at += 32;
    return copy;
  });
}

const GUARD = 12345;

function guard(array: Float32Array): number[] {
  return [...new Float32Array(memory.buffer, array.byteOffset + array.byteLength, 8)];
}

/** Runs the same on both makes and compares every array. */
function compare(
  simd: Numerics,
  arrays: Float32Array[],
  run: (numerics: Numerics, arrays: Float32Array[]) => unknown,
  tolerance = 2e-6,
): void {
  const expected = arrays.map((array) => array.slice());
  const got = place(...arrays);
  const results = [run(plain, expected), run(simd, got)].map((result) => Number(result ?? 0));
  expect(Math.abs((results[0] as number) - (results[1] as number))).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(results[0] as number)),
  );
  expected.forEach((array, index) => {
    const other = got[index] as Float32Array;
    array.forEach((value, i) => {
      const difference = Math.abs(value - (other[i] as number));
      if (!(difference <= tolerance * Math.max(1, Math.abs(value)))) {
        throw new Error(`array ${index}, element ${i}: ${other[i]} instead of ${value}`);
      }
    });
    expect(guard(other)).toEqual(Array(8).fill(GUARD));
  });
}

const makes = (["simd", "relaxed"] as const).filter((make) => make === "simd" || support === make);

describe.each(makes)("numerics with %s instructions agree with plain JavaScript:", async (make) => {
  const functions = await instantiate(memory, 0, make === "relaxed");
  const simd = simdNumerics(functions, TILE_BYTES);
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

  it.each(lengths)("max, expSum, dot, scale, softmaxGrad of %i elements", (n) => {
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
    compare(simd, [numbers(n), numbers(n, 2, 2)], (numerics, [p, d]) =>
      numerics.softmaxGrad(p as Float32Array, d as Float32Array, 0, n, 0.5, 0.1),
    );
  });

  it("exp of what is far below is exactly 0, and NaN stays NaN", () => {
    const [x] = place(Float32Array.of(-1e30, -100, 0, Number.NaN, 1)) as [Float32Array];
    simd.expSum(x, 0, 5, 1, 0, x, 0);
    expect([...x.slice(0, 4)]).toEqual([0, 0, 1, Number.NaN]);
    expect(x[4]).toBeCloseTo(Math.E, 6);
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
