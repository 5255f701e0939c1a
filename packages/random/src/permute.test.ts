import { expect, it } from "vitest";
import { permute, STREAM } from "./index.ts";

const address = { seed: 11, stream: STREAM.shuffle };
const order = (length: number, step = 0) =>
  Array.from({ length }, (_, index) => permute(index, length, { ...address, step }));

it("is a bijection for every length", () => {
  for (const length of [1, 2, 3, 4, 5, 16, 17, 100, 1000, 4097]) {
    const sorted = order(length).sort((a, b) => a - b);
    expect(sorted).toEqual(Array.from({ length }, (_, index) => index));
  }
});

it("differs between epochs and is equal for the same epoch", () => {
  expect(order(50, 1)).not.toEqual(order(50, 2));
  expect(order(50, 1)).toEqual(order(50, 1));
});

it("moves neighbours apart", () => {
  const places = order(1000);
  const near = places.filter((at, i) => i > 0 && Math.abs(at - (places[i - 1] as number)) < 10);
  expect(near.length).toBeLessThan(60); // about 20 are expected of a random order
});

it("works beyond 32 bits", () => {
  const length = 2 ** 40;
  const at = permute(length - 1, length, address);
  expect(at).toBeGreaterThanOrEqual(0);
  expect(at).toBeLessThan(length);
});

it("reaches every order of three elements about equally often", () => {
  const counts = new Map<string, number>();
  for (let step = 0; step < 6000; step++) {
    const key = order(3, step).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(6);
  expect(chiSquare).toBeLessThan(20.5); // 99.9 % point at 5 degrees of freedom
});

it("refuses an index outside of the range, for which the walk would not end", () => {
  expect(() => permute(4, 4, address)).toThrow(RangeError);
  expect(() => permute(-1, 4, address)).toThrow(RangeError);
  expect(() => permute(0.5, 4, address)).toThrow(RangeError);
  expect(() => permute(0, 0, address)).toThrow(RangeError);
});
