import { describe, expect, it } from "vitest";
import {
  fillDropout,
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
  isDropped,
  STREAM,
  uint32At,
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

describe("a uniform fill passes for independent", () => {
  const values = filled((out) => fillUniform(out, address), 200_000);

  it("fills 100 classes evenly (chi-square)", () => {
    const counts = new Float64Array(100);
    for (const value of values)
      counts[Math.floor(value * 100)] = (counts[Math.floor(value * 100)] ?? 0) + 1;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(148.2); // 99.9 % point at 99 degrees of freedom
    expect(chiSquare).toBeGreaterThan(60.0); // 0.1 % point: nor is it too even
  });

  it("has neighbours that do not correlate", () => {
    for (const lag of [1, 2, 3, 4, 1024]) {
      let sum = 0;
      for (let i = lag; i < values.length; i++) {
        sum += ((values[i] as number) - 0.5) * ((values[i - lag] as number) - 0.5);
      }
      const correlation = (12 * sum) / values.length;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(values.length));
    }
  });

  it("is word i of the address, scaled", () => {
    for (const index of [0, 1, 1023, 1024, 1025, 77_777]) {
      expect(values[index]).toBe((uint32At(address, index) >>> 8) * 2 ** -24);
    }
  });
});

describe("fillNormal", () => {
  it("has the shares of a normal distribution within one, two and three standard deviations", () => {
    const values = filled((out) => fillNormal(out, address));
    const within = (limit: number) =>
      values.filter((value) => Math.abs(value) < limit).length / values.length;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 3);
  });

  it("keeps pairs apart: cosine and sine elements do not correlate", () => {
    const values = filled((out) => fillNormal(out, address), 100_000);
    let sum = 0;
    for (let i = 0; i < values.length; i += 2) sum += (values[i] ?? 0) * (values[i + 1] ?? 0);
    expect(Math.abs(sum / 50_000)).toBeLessThan(4 / Math.sqrt(50_000));
  });

  it("gives these very bits on every engine", () => {
    const values = filled((out) => fillNormal(out, address), 100_000);
    const bits = new Uint32Array(values.buffer);
    let hash = 0x811c9dc5;
    for (const word of bits) hash = Math.imul(hash ^ word, 0x01000193);
    expect(hash >>> 0).toBe(2_213_907_263);
  });

  it("begins alike whatever the length", () => {
    const long = filled((out) => fillNormal(out, address), 2050);
    for (const length of [1, 2, 5, 1023, 1024, 1025, 2049]) {
      expect(filled((out) => fillNormal(out, address), length)).toEqual(long.slice(0, length));
    }
  });

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
