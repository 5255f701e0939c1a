import { describe, expect, it } from "vitest";
import { philox, type Words4 } from "./philox.ts";

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

  it("writes into the array it is given", () => {
    const out: Words4 = [0, 0, 0, 0];
    expect(philox([1, 2, 3, 4], [5, 6], out)).toBe(out);
    expect(out).toEqual(philox([1, 2, 3, 4], [5, 6]));
  });
});
