import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@gpt/random";
import { dispose, fill, memory, setBackend, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { makeStep } from "../bench/ours.ts";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";
import { SMALL, train } from "./testing/losses.ts";

describe.skipIf(missing())("training", () => {
  it("goes the way it goes in plain JavaScript", async () => {
    await setBackend("cpu");
    const expected = train(4);
    await startNative({ threads: 2 });
    for (const [i, loss] of train(4).entries()) expect(loss).toBeCloseTo(expected[i] as number, 4);
  });

  it("gives the same bits twice, and with any number of threads", async () => {
    await startNative({ threads: 1 });
    const alone = train(6);
    expect(train(6)).toEqual(alone);
    for (const threads of [2, 3]) {
      await startNative({ threads });
      expect(train(6)).toEqual(alone);
    }
  });

  it("leaves no tensor behind, and its memory stays as it is", async () => {
    await startNative({ threads: 2 });
    const step = makeStep(SMALL);
    for (let i = 0; i < 5; i++) step.run();
    const before = { tensors: memory().numTensors, ...loadAddon().memory() };
    for (let i = 0; i < 100; i++) step.run();
    const after = { tensors: memory().numTensors, ...loadAddon().memory() };
    step.dispose();
    expect(after.tensors).toBe(before.tensors);
    expect(after.live).toBe(before.live);
    expect(after.peak).toBeLessThanOrEqual(before.peak);
  });

  it("gives the same bits whatever memory held before", async () => {
    await startNative({ threads: 2 });
    const fresh = train(3);
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

describe.skipIf(missing())("training on every instruction set", () => {
  const levels = missing() ? [] : loadAddon().levels();
  it.each(levels)("gives the same bits twice, on one thread and on two: %s", async (level) => {
    await startNative({ level, threads: 1 });
    const alone = train(3);
    expect(train(3)).toEqual(alone);
    await startNative({ level, threads: 2 });
    expect(train(3)).toEqual(alone);
  });
});
