import { STREAM } from "@gpt/random";
import type { SimdFunctions } from "../simd/module.ts";
import { type Matrix, MOST_ROWS, type Numerics, type Product } from "./numerics.ts";
import { plain } from "./plain.ts";

/** Columns of b, rows of b and rows of a that are worked on at once: b's part stays in the L2 cache. */
const BLOCK = { n: 512, k: 256, m: 128 } as const;

/** Floats of packed blocks of a and b. */
const PACK_A = BLOCK.m * BLOCK.k;
const PACK_B = BLOCK.n * BLOCK.k;

/** Floats of the work space: packed blocks, and the ranges of some rows of scores. */
export const WORK_FLOATS: number = PACK_A + PACK_B + 2 * MOST_ROWS;

/** With fewer columns, packing a costs more than it saves. */
const MIN_COLUMNS = 64;

/** Byte address of an array's element. Arrays must be views of the memory of the functions. */
function address(array: Float32Array, at = 0): number {
  return array.byteOffset + 4 * at;
}

/**
 * The inner loops in WebAssembly.
 *
 * @param space address of {@link WORK_FLOATS} free floats
 */
export function simdNumerics(f: SimdFunctions, space: number): Numerics {
  return {
    multiply: (product) => multiply(f, space, product),
    max: (x, at, count) => f.max(address(x, at), count),
    expSum: (x, at, count, scale, shift, y, yAt) =>
      f.expSum(address(x, at), address(y, yAt), count, scale, shift),
    scale: (x, at, count, scale, y) => void f.scale(address(x, at), address(y, at), count, scale),
    expRows: ({ data, stride, span, from, to }, scale, shifts, sums, given) => {
      const ranges = space + 4 * (PACK_A + PACK_B);
      const ends = new Int32Array(data.buffer, ranges, 2 * MOST_ROWS);
      ends.set(from);
      ends.set(to, MOST_ROWS);
      const rows = [address(data), from.length, 4 * stride, span] as const;
      const state = [address(shifts), address(sums), Number(given)] as const;
      f.expRows(...rows, ranges, ranges + 4 * MOST_ROWS, ...state, scale);
    },
    softmaxGradRows: (p, { data, stride, span, from }, dy, out, width, scale) => {
      const rows = [address(p), address(data), from.length, 4 * stride, span] as const;
      f.softmaxGradRows(...rows, place(dy, 0, 0), place(out, 0, 0), 4 * dy.row, width, scale);
    },
    scaleRows: (x, width, factors) =>
      void f.scaleRows(place(x, 0, 0), factors.length, 4 * x.row, width, address(factors)),
    dot: (x, xAt, y, yAt, count) => f.dot(address(x, xAt), address(y, yAt), count),
    add: (x, y, out) => void f.add(address(x), address(y), address(out), out.length),
    copyRows: (x, y, rows, columns) =>
      void f.copyRows(place(x, 0, 0), 4 * x.row, place(y, 0, 0), 4 * y.row, rows, columns),
    columnSums: (x, rows, out) => void f.columnSums(address(x), rows, out.length, address(out)),
    activate: (curve, x, y) => void f[curve](address(x), address(y), x.length),
    activateGrad: (curve, x, dy, dx) =>
      void f[`${curve}_grad`](address(x), address(dy), address(dx), x.length),

    normalize: (rows, bias, epsilon, y) => {
      const { x, gain, mean, rstd } = rows;
      if (gain.length % 4 !== 0) return plain.normalize(rows, bias, epsilon, y);
      const [inputs, outputs] = [
        [x, gain, bias],
        [y, mean, rstd],
      ] as const;
      const addresses = [...inputs, ...outputs].map((array) => address(array));
      f.normalize(...addresses, mean.length, gain.length, epsilon);
    },

    normalizeGrad: (rows, dy, dx, dgain, dbias) => {
      const { x, gain, mean, rstd } = rows;
      if (gain.length % 4 !== 0) return plain.normalizeGrad(rows, dy, dx, dgain, dbias);
      const addresses = [x, gain, mean, rstd, dy, dx, dgain, dbias].map((array) => address(array));
      f.normalizeGrad(...addresses, mean.length, gain.length);
    },

    adam: (param, grad, m, v, numbers) => {
      const { gradScale, beta1, beta2, epsilon, denomScale, stepSize, decay } = numbers;
      const addresses = [param, grad, m, v].map((array) => address(array));
      const betas = [beta1, 1 - beta1, beta2, 1 - beta2];
      const rest = [epsilon, denomScale, stepSize, 1 - decay];
      f.adam(...addresses, param.length, gradScale, ...betas, ...rest);
    },

    dropoutFactors: ({ rate, seed, step, site }, first, count, out) => {
      const block = first / 4; // Philox makes four words at a time
      const counter = [block >>> 0, Math.floor(block / 2 ** 32)];
      const place = [seed, site, step, STREAM.dropout];
      f.dropoutFactors(address(out), count, ...counter, ...place, rate * 2 ** 32, 1 / (1 - rate));
    },
    mul: (x, at, count, factors, factorsAt) =>
      void f.mul(address(x, at), address(factors, factorsAt), address(x, at), count),
  };
}

function multiply(f: SimdFunctions, space: number, { m, n, k, a, b, c, start }: Product): void {
  // down the columns of a, steps of a power of two would push each other out of the cache
  const turned = a.column !== 1 && n >= MIN_COLUMNS;
  const spaceA = space + 4 * PACK_B;
  for (let j = 0; j < n; j += BLOCK.n) {
    const columns = Math.min(BLOCK.n, n - j);
    for (let p = 0; p === 0 || p < k; p += BLOCK.k) {
      const depth = Math.min(BLOCK.k, k - p);
      f.packB(depth, columns, place(b, p, j), 4 * b.row, 4 * b.column, space);
      const summands = p === 0 ? start : "c";
      for (let i = 0; i < m; i += BLOCK.m) {
        const rows = Math.min(BLOCK.m, m - i);
        const from = place(a, i, p);
        if (turned) f.packA(depth, rows, from, 4 * a.column, 4 * a.row, spaceA);
        const strides = turned ? [16 * depth, 4, 16] : [16 * a.row, 4 * a.row, 4 * a.column];
        const to = [place(c, i, j), 4 * c.row] as const;
        const begin = startOf(summands, c, i, j);
        const left = [turned ? spaceA : from, ...strides] as const;
        f.gemm(rows, columns, depth, ...left, space, ...to, ...begin);
      }
    }
  }
}

/** Address and row stride of what the products are added to; 0 for nothing. */
function startOf(start: Product["start"], c: Matrix, i: number, j: number): [number, number] {
  if (start === undefined) return [0, 0];
  return start === "c" ? [place(c, i, j), 4 * c.row] : [address(start, j), 0];
}

function place({ data, at, row, column }: Matrix, i: number, j: number): number {
  return address(data, at + i * row + j * column);
}
