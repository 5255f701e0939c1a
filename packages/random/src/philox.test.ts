import { describe, expect, it } from "vitest";
import { philox, philoxBlocks, type Words4 } from "./philox.ts";

const hex = (words: Words4) => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

/** Known answers of Random123's kat_vectors, philox 4x32 10. */
describe("philox4x32-10", () => {
  it("gives the published words for counter 0, key 0", () => {
    expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  });

  it("gives the published words for all ones", () => {
    const ones = 0xffffffff;
    expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe(
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    );
  });

  it("gives the published words for the digits of pi", () => {
    const counter: Words4 = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    expect(hex(philox(counter, [0xa4093822, 0x299f31d0]))).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });

  it("leaves its counter as it was", () => {
    const counter: Words4 = [1, 2, 3, 4];
    philox(counter, [5, 6]);
    expect(counter).toEqual([1, 2, 3, 4]);
  });
});

describe("philoxBlocks", () => {
  it("counts up, and carries into the second word", () => {
    const out = new Uint32Array(12);
    philoxBlocks(out, [0xfffffffe, 7, 3, 4], [5, 6]);
    expect([...out]).toEqual([
      ...philox([0xfffffffe, 7, 3, 4], [5, 6]),
      ...philox([0xffffffff, 7, 3, 4], [5, 6]),
      ...philox([0, 8, 3, 4], [5, 6]),
    ]);
  });
});

it("flips about half of all output bits for one input bit", () => {
  const base = philox([0, 0, 0, 0], [0, 0]);
  let flipped = 0;
  for (let bit = 0; bit < 32; bit++) {
    const other = philox([1 << bit, 0, 0, 0], [0, 0]);
    for (let lane = 0; lane < 4; lane++) flipped += bitCount(base[lane] ?? 0, other[lane] ?? 0);
  }
  // 32 · 128 bits, half of them: 2048 with standard deviation 32.
  expect(Math.abs(flipped - 2048)).toBeLessThan(130);
});

/** Number of bits in which two words differ. */
function bitCount(a: number, b: number): number {
  return ((a ^ b) >>> 0).toString(2).replaceAll("0", "").length;
}
