import { expect, it } from "vitest";
import { Throughput } from "./throughput.ts";

it("is zero before the first step", () => {
  expect(new Throughput().tokensPerSecond).toBe(0);
});

it("is exact for a constant speed, from the first step on", () => {
  const throughput = new Throughput();
  for (let step = 0; step < 5; step++) {
    throughput.add(512, 0.25);
    expect(throughput.tokensPerSecond).toBeCloseTo(2048, 9);
  }
});

it("weighs steps by their time, not by their number", () => {
  const throughput = new Throughput(1e9);
  throughput.add(100, 1);
  throughput.add(100, 3);
  expect(throughput.tokensPerSecond).toBeCloseTo(50, 5);
});

it("forgets a slow first step within a few windows", () => {
  const throughput = new Throughput(10);
  throughput.add(100, 60);
  for (let step = 0; step < 100; step++) throughput.add(100, 0.1);
  expect(throughput.tokensPerSecond).toBeGreaterThan(950);
});
