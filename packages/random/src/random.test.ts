import { describe, expect, it } from "vitest";
import { fillNormal, Random, STREAM, uint32At } from "./index.ts";

const address = { seed: 7, stream: STREAM.sample };

describe("Random", () => {
  it("reads the same words as random access", () => {
    const random = new Random(address);
    const words = Array.from({ length: 11 }, () => random.uint32());
    expect(words).toEqual(Array.from({ length: 11 }, (_, index) => uint32At(address, index)));
  });

  it("continues from a saved state", () => {
    const first = new Random(address);
    for (let i = 0; i < 5; i++) first.uint32();
    const second = new Random(address, first.state);
    expect([second.uint32(), second.uint32()]).toEqual([first.uint32(), first.uint32()]);
  });

  it("gives other numbers for another seed, step, site or stream", () => {
    const first = (changed: object) => new Random({ ...address, ...changed }).uint32();
    const words = [{}, { seed: 8 }, { step: 1 }, { site: 1 }, { stream: STREAM.text }].map(first);
    expect(new Set(words).size).toBe(5);
  });

  it("draws integers evenly", () => {
    const random = new Random(address);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) {
      const n = random.integer(5);
      counts[n] = (counts[n] as number) + 1;
    }
    const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(18.5); // 99.9 % point at 4 degrees of freedom
  });

  it("picks every element", () => {
    const random = new Random(address);
    const picked = Array.from({ length: 50 }, () => random.pick(["a", "b", "c"]));
    expect(new Set(picked)).toEqual(new Set(["a", "b", "c"]));
  });

  it("refuses to pick from nothing, and integers of no range", () => {
    const random = new Random(address);
    expect(() => random.pick([])).toThrow(RangeError);
    for (const n of [0, -3, 1.5, Number.NaN, 2 ** 32 + 1]) {
      expect(() => random.integer(n)).toThrow(RangeError);
    }
  });

  it("takes the whole range of 32 bits", () => {
    expect(new Random(address).integer(2 ** 32)).toBe(new Random(address).uint32());
    expect(new Random(address).integer(1)).toBe(0);
  });

  it("draws the even elements of fillNormal", () => {
    const filled = new Float32Array(6);
    fillNormal(filled, address);
    const random = new Random(address);
    for (const at of [0, 2, 4]) expect(Math.fround(random.normal())).toBe(filled[at]);
  });

  it("reads on across its buffer", () => {
    const random = new Random(address, 60);
    const words = Array.from({ length: 10 }, () => random.uint32());
    expect(words).toEqual(Array.from({ length: 10 }, (_, i) => uint32At(address, 60 + i)));
    expect(random.state).toBe(70);
  });
});
