import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { selectBackend } from "@gpt/backends";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { nanoRun, trained } from "./fixture.ts";

setFlagsFromString("--expose-gc");
/** Collects garbage now: without it a reading shows how long ago V8 did. */
const collect = runInNewContext("gc") as () => void;

/** Tensors, their bytes, what JavaScript holds and what the process holds, at every hundredth step. */
async function footprint(steps: number) {
  const seen: { tensors: number; bytes: number; held: number; rss: number }[] = [];
  const watch = {
    on(event: { type: string; step: number }) {
      if (event.type !== "step" || event.step % 100 !== 0) return;
      collect();
      const { numTensors, numBytes } = memory();
      const { heapUsed, external, rss } = process.memoryUsage();
      seen.push({ tensors: numTensors, bytes: numBytes, held: heapUsed + external, rss });
    },
  };
  await trained(nanoRun({ steps, evalEvery: 50, callbacks: [watch] }));
  return seen;
}

const MEBI = 2 ** 20;

describe.each(["cpu", "wasm"])("on %s, from step 100 to step 1000", (backend) => {
  it("no tensor, no byte of tensors and no memory of the process is lost", async () => {
    await selectBackend(backend);
    const seen = await footprint(1000);
    const [first, last] = [seen[0], seen.at(-1)];
    expect(last?.tensors).toBe(first?.tensors);
    expect(last?.bytes).toBe(first?.bytes);
    const growth = (of: "held" | "rss") => ((last?.[of] ?? 0) - (first?.[of] ?? 0)) / MEBI;
    expect(growth("held")).toBeLessThan(2);
    expect(growth("rss")).toBeLessThan(64); // V8 keeps and returns pages as it likes
  });
});
