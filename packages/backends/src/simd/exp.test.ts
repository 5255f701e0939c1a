import { describe, expect, it } from "vitest";
import { instantiate, TILE_BYTES } from "./module.ts";

const memory = new WebAssembly.Memory({ initial: 2 });
const simd = await instantiate(memory, 0, false);

/** exp of up to thousands of numbers. */
function exp(values: readonly number[]): number[] {
  const x = new Float32Array(memory.buffer, TILE_BYTES, values.length);
  x.set(values);
  simd.expSum(x.byteOffset, x.byteOffset, x.length, 1, 0);
  return [...x];
}

describe("exp by vectors", () => {
  it("is within 2 units in the last place over its whole range", () => {
    const values = Array.from({ length: 4000 }, (_, i) => Math.fround(-87 + (i * 175) / 4000));
    const got = exp(values);
    values.forEach((x, i) => {
      const error = Math.abs((got[i] as number) / Math.exp(x) - 1);
      expect(error).toBeLessThan(2.4e-7);
    });
  });

  it("is exact at 0, 0 far below, finite far above", () => {
    const [zero, below, above] = exp([0, -1000, 1000]) as [number, number, number];
    expect([zero, below]).toEqual([1, 0]);
    expect(above).toBeGreaterThan(1e38);
    expect(Number.isFinite(above)).toBe(true);
  });
});
