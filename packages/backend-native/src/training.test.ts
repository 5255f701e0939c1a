import "@tensorflow/tfjs-backend-cpu";
import { Worker } from "node:worker_threads";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { Sizes } from "../bench/configs.ts";
import { makeStep } from "../bench/ours.ts";
import { missing } from "./available.ts";
import { findAddon } from "./find.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

const SMALL: Sizes = {
  name: "small",
  ...{ layers: 2, heads: 2, width: 48, time: 40, batch: 3, vocab: 61, steps: 0 },
};

/** Losses of some steps from the same start. */
function train(steps: number): number[] {
  const step = makeStep(SMALL);
  const losses = Array.from({ length: steps }, () => step.run());
  step.dispose();
  return losses;
}

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

  it("shares the kernels between threads of JavaScript", async () => {
    const code = `
      const { parentPort, workerData } = require("node:worker_threads");
      const addon = require(workerData);
      const n = 96, a = new Float32Array(n * n).fill(1), c = new Float32Array(n * n);
      let wrong = 0;
      for (let i = 0; i < 100; i++) {
        addon.batchMultiply(a, a, c, 1, n, n, n, 0, 0, 0, 0);
        wrong += c.reduce((sum, x) => sum + (x === n ? 0 : 1), 0);
        addon.release(addon.take(1000 + i));
      }
      parentPort.postMessage(wrong);`;
    const workers = Array.from({ length: 3 }, () => {
      const worker = new Worker(code, { eval: true, workerData: findAddon().path });
      return new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject));
    });
    expect(await Promise.all(workers)).toEqual([0, 0, 0]);
  });
});
