import { describe, expect, it } from "vitest";
import { Random, STREAM, uint32At } from "./index.ts";

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

  it("picks from an array", () => {
    expect(["a", "b"]).toContain(new Random(address).pick(["a", "b"]));
  });
});
