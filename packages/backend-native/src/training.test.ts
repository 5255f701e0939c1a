import "@tensorflow/tfjs-backend-cpu";
import { loadKernels, startWasm } from "@gpt/backend-wasm";
import { Random } from "@gpt/random";
import { dispose, fill, memory, setBackend, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { makeStep } from "../bench/ours.ts";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";
import { SMALL, train } from "./testing/losses.ts";

describe.skipIf(missing())("training", () => {
  it("goes the way it goes in plain JavaScript", async () => {
    await setBackend("cpu");
    const expected = train(4);
    await startNative({ threads: 2 });
    for (const [i, loss] of train(4).entries()) expect(loss).toBeCloseTo(expected[i] as number, 4);
  });
});

/** Starts a backend on that many threads. */
type Start = (threads: number) => Promise<void>;

const levels = missing() ? [] : loadAddon().levels();
const MODES: readonly (readonly [string, Start])[] = [
  ...levels.map((level): [string, Start] => [level, (threads) => startNative({ level, threads })]),
  ...levels
    .filter((level) => BF16_LEVELS.includes(level))
    .map((level): [string, Start] => [
      `${level} in bf16`,
      (threads) => startNative({ level, threads, precision: "bf16" }),
    ]),
  ["wasm", (threads) => startWasm({ threads })],
];

describe.each(MODES)("training on %s", (name, start) => {
  it("gives the same bits twice, and with any number of threads", async () => {
    await start(1);
    const alone = train(4);
    expect(alone.every(Number.isFinite)).toBe(true);
    expect(train(4)).toEqual(alone);
    for (const threads of [2, 3]) {
      await start(threads);
      expect(train(4)).toEqual(alone);
    }
  });

  it("leaves no tensor behind, and its memory stays as it is", async () => {
    await start(2);
    const library = name === "wasm" ? (await loadKernels()).library : loadAddon();
    const look = () => ({ tensors: memory().numTensors, ...library.memory() });
    const step = makeStep(SMALL);
    for (let i = 0; i < 5; i++) step.run();
    const before = look();
    for (let i = 0; i < 100; i++) step.run();
    const after = look();
    step.dispose();
    expect(after.tensors).toBe(before.tensors);
    expect(after.live).toBe(before.live);
    expect(after.peak).toBeLessThanOrEqual(before.peak);
  });

  it("gives the same bits whatever memory held before", async () => {
    await start(2);
    const fresh = train(3);
    expect(fresh.every(Number.isFinite)).toBe(true);
    const random = new Random({ seed: 1, stream: 1 });
    const waste = () =>
      tidy(() => {
        for (let i = 0; i < 200; i++) fill([1 + random.integer(20_000)], Number.NaN);
      });
    for (let time = 0; time < 3; time++) {
      waste();
      const kept = Array.from({ length: 50 }, () => fill([1 + random.integer(5000)], Number.NaN));
      dispose(kept.filter((_, i) => i % 2 === 0));
      expect(train(3)).toEqual(fresh);
      dispose(kept);
    }
  });
});
