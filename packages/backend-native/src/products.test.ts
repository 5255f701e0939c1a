import { beforeAll, expect, it } from "vitest";
import { describeLevels } from "./available.ts";
import { type Addon, loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";

/** Numbers in [-0.5, 0.5) that do not repeat soon. */
function numbers(count: number, salt: number): Float32Array {
  let state = salt;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** Rows, columns, depth: tiles that are full, short on every side, several blocks deep. */
const SIZES: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [3, 5, 7],
  [14, 32, 16],
  [16, 16, 32],
  [33, 47, 95],
  [29, 200, 600],
  [130, 65, 37],
  [70, 40, 1300],
];

/** Norm of the error relative to that of the product in double precision. */
function errorOf(
  addon: Addon,
  [m, n, k]: readonly [number, number, number],
  turnA: boolean,
  turnB: boolean,
): number {
  const [a, b] = [numbers(m * k, 1), numbers(k * n, 2)];
  const c = new Float32Array(m * n);
  addon.batchMultiply(a, b, c, 1, m, n, k, Number(turnA), Number(turnB), 0, 0, 0);
  let [wrong, size] = [0, 0];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        const x = a[turnA ? p * m + i : i * k + p] as number;
        sum += x * (b[turnB ? j * k + p : p * n + j] as number);
      }
      wrong += (sum - (c[i * n + j] as number)) ** 2;
      size += sum ** 2;
    }
  }
  return Math.sqrt(wrong / size);
}

describeLevels("products on", null, (level) => {
  beforeAll(() => {
    loadAddon().setLevel(level);
    loadAddon().setBf16(0);
    loadAddon().threads(2);
  });

  it.each(SIZES)("are those of float64 to float32's precision: %d × %d, %d deep", (...size) => {
    for (const turnA of [false, true]) {
      for (const turnB of [false, true]) {
        const error = errorOf(loadAddon(), size, turnA, turnB);
        expect(error).toBeLessThan(1e-6);
      }
    }
  });

  it.each([
    [100, 1200, 500], // columns are shared out among few threads, rows among many
    [300, 200, 900],
    [1, 700, 300],
  ] as const)("have the same bits with any number of threads: %d × %d, %d deep", (m, n, k) => {
    const [a, b] = [numbers(m * k, 1), numbers(k * n, 2)];
    const products = [1, 2, 3, 8].map((threads) => {
      loadAddon().threads(threads);
      const c = new Float32Array(m * n);
      loadAddon().batchMultiply(a, b, c, 1, m, n, k, 0, 0, 0, 0, 0);
      return c;
    });
    loadAddon().threads(2);
    for (const product of products) expect(product).toEqual(products[0]);
  });

  it("round operands to bf16 where that is asked for and there is a unit for it", () => {
    loadAddon().setBf16(1);
    const error = errorOf(loadAddon(), [64, 64, 256], false, false);
    loadAddon().setBf16(0);
    expect(error).toBeLessThan(4e-3);
    expect(error > 1e-4).toBe(BF16_LEVELS.includes(level));
  });
});
