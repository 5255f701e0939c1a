import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { makeStep } from "../bench/ours.ts";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const STEPS = 10_000;

/** Bytes of the process that are not JavaScript's: what kernels and tensors take. */
function outsideOfJavaScript(): number {
  collect();
  const { rss, heapTotal, external } = process.memoryUsage();
  return rss - heapTotal - external;
}

describe.skipIf(missing())(`${STEPS} training steps`, () => {
  it("take no more memory than the first", async () => {
    await startNative({ threads: 2 });
    const sizes = { layers: 1, heads: 2, width: 32, time: 16, batch: 2, vocab: 61, steps: 0 };
    const step = makeStep({ name: "small", ...sizes });
    const outside: number[] = [];
    const seen: object[] = [];
    for (let i = 1; i <= STEPS; i++) {
      step.run();
      if (i % 500 !== 0) continue;
      const { live, cached, peak } = loadAddon().memory();
      seen.push({ tensors: memory().numTensors, live, cached, peak });
      outside.push(outsideOfJavaScript());
    }
    step.dispose();
    // pool and tensors: to the byte, from the first reading to the last
    expect(new Set(seen.map((numbers) => JSON.stringify(numbers))).size).toBe(1);
    // what else the process has, least of some readings: V8 takes and gives back pages as it likes
    const least = (numbers: readonly number[]) => Math.min(...numbers);
    expect(least(outside.slice(-5)) - least(outside.slice(1, 6))).toBeLessThan(16e6);
  });
});
