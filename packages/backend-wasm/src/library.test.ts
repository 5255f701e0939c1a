import type { KernelLibrary } from "@gpt/kernels";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadKernels } from "./start.ts";

describe.each([false, true])("memory of the kernels, shared: %s", (shared) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    ({ library } = await loadKernels({ relaxed: false, shared }));
  });
  beforeEach(() => library.setLimit(0));

  const words = (address: number, count: number) => {
    const copy = new Float32Array(count);
    library.move(copy, address, 4 * count);
    return [...copy];
  };

  it("is handed out in blocks that lie on lines of the cache and do not overlap", () => {
    const blocks = [1, 64, 65, 1000, 0, 3_000_000].map((bytes) => library.take(bytes));
    for (const block of blocks) expect(block % 64).toBe(0);
    for (const [i, block] of blocks.entries()) library.fill(block, i === 4 ? 0 : 1, i, 1);
    for (const block of blocks) library.release(block);
    expect(library.memory().live).toBe(0);
  });

  it("is used again, split and merged, so that it stays as large as it was", () => {
    const use = (salt: number) => {
      const sizes = Array.from({ length: 200 }, (_, i) => ((i * 7919 + salt) % 1009) * 500);
      const blocks = sizes.map((bytes) => library.take(bytes));
      for (const i of [1, 0]) blocks.filter((_, n) => n % 2 === i).forEach(library.release);
    };
    use(0);
    const { live, cached } = library.memory();
    for (let salt = 0; salt < 50; salt++) use(salt);
    expect(library.memory().live).toBe(live);
    expect(library.memory().cached).toBeLessThan(1.5 * cached);
    const whole = library.take(0.9 * cached); // one piece again
    expect(library.memory().cached).toBeLessThan(cached);
    library.release(whole);
  });

  it("keeps its contents when it grows", () => {
    const first = library.take(12);
    library.move(first, Float32Array.of(1, 2, 3), 12);
    const { live, cached } = library.memory();
    const large = library.take(live + cached + 1e6);
    expect(large).toBeGreaterThan(0);
    expect(words(first, 3)).toEqual([1, 2, 3]);
    library.release(large);
    library.release(first);
  });

  it("copies between addresses and arrays in every direction", () => {
    const [a, b] = [library.take(16), library.take(16)];
    library.move(a, Int32Array.of(1, 2, 3, 4), 16);
    library.move(b, a, 8);
    const [back, again] = [new Int32Array(2), new Int32Array(2)];
    library.move(back, b, 8);
    library.move(again, back, 8);
    expect([...again]).toEqual([1, 2]);
    for (const block of [a, b]) library.release(block);
  });

  it("is refused beyond the limit, 2 GiB in one block, and 4 GiB in all", () => {
    expect([2 ** 31, 2 ** 32, 2 ** 32 + 64, 1e15].map((bytes) => library.take(bytes))).toEqual([
      0, 0, 0, 0,
    ]);
    library.setLimit(1e6);
    expect(library.take(2e6)).toBe(0);
    expect(library.memory().limit).toBe(1e6);
    library.setLimit(1e12);
    expect(library.memory().limit).toBeLessThan(2 ** 32);
  });

  it("is not used up by calls that find no work space", () => {
    const n = 512;
    const blocks = [1, 2, 3].map(() => library.take(4 * n * n)) as [number, number, number];
    const multiply = () => library.batchMultiply(...blocks, 1, n, n, n, 0, 0, 0, 0, 0);
    library.trim();
    const { live } = library.memory();
    library.setLimit(live + 1000);
    for (let i = 0; i < 1000; i++) expect(multiply()).toBeLessThan(-4 * n);
    library.setLimit(0);
    expect(multiply()).toBe(0);
    library.trim();
    expect(library.memory().live).toBe(live);
    for (const block of blocks) library.release(block);
  });

  it("takes arrays of JavaScript, and gives floats back", () => {
    const [a, b, c] = [Float32Array.of(1, 2), Float32Array.of(3, 4), new Float32Array(4)];
    library.batchMultiply(a, b, c, 1, 2, 2, 1, 0, 0, 0, 0, 0);
    expect([...c]).toEqual([3, 4, 6, 8]);
  });
});
