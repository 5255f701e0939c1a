import { describe, expect, it } from "vitest";
import {
  fillDropout,
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
  isDropped,
  STREAM,
} from "./index.ts";

const address = { seed: 3, stream: STREAM.init, site: 9 };
const SIZE = 100_003;

function filled(fill: (out: Float32Array) => void, size = SIZE): Float32Array {
  const out = new Float32Array(size);
  fill(out);
  return out;
}

function moments(values: Float32Array): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}

describe("fillUniform", () => {
  it("stays in [0, 1) with the moments of a uniform distribution", () => {
    const values = filled((out) => fillUniform(out, address));
    const { mean, sd } = moments(values);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(sd).toBeCloseTo(Math.sqrt(1 / 12), 2);
  });

  it("begins alike whatever the length", () => {
    const long = filled((out) => fillUniform(out, address), 9);
    for (const length of [1, 2, 3, 5]) {
      expect(filled((out) => fillUniform(out, address), length)).toEqual(long.slice(0, length));
    }
  });
});

describe("fillNormal", () => {
  it("has mean 0 and standard deviation 1", () => {
    const { mean, sd } = moments(filled((out) => fillNormal(out, address)));
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(sd - 1)).toBeLessThan(0.01);
  });

  it("is finite for an odd length", () => {
    expect(filled((out) => fillNormal(out, address), 7).every(Number.isFinite)).toBe(true);
  });
});

describe("fillTruncatedNormal", () => {
  it("never leaves two standard deviations", () => {
    const values = filled((out) => fillTruncatedNormal(out, address));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
    expect(moments(values).sd).toBeCloseTo(0.8796, 2); // sd of the truncated distribution
  });
});

describe("fillDropout", () => {
  it("drops the given share and scales the rest up", () => {
    const values = filled((out) => fillDropout(out, 0.1, address));
    expect(moments(values).mean).toBeCloseTo(1, 2);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.9)]));
  });

  it("agrees with the single-element form", () => {
    const values = filled((out) => fillDropout(out, 0.4, address), 37);
    values.forEach((value, index) => {
      expect(value === 0).toBe(isDropped(index, 0.4, address));
    });
  });

  it("keeps everything at rate 0", () => {
    expect(new Set(filled((out) => fillDropout(out, 0, address), 100))).toEqual(new Set([1]));
  });
});
