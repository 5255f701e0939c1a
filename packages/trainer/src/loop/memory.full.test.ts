import { selectBackend } from "@gpt/backends";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { nanoRun, Recorder, trained } from "./fixture.ts";

/** Tensors, bytes of tensors and bytes of the process at every hundredth step. */
async function footprint(steps: number) {
  const seen: { tensors: number; bytes: number; heap: number; rss: number }[] = [];
  const watch = {
    on(event: { type: string; step: number }) {
      if (event.type !== "step" || event.step % 100 !== 0) return;
      globalThis.gc?.();
      const { numTensors, numBytes } = memory();
      const { heapUsed, rss } = process.memoryUsage();
      seen.push({ tensors: numTensors, bytes: numBytes, heap: heapUsed, rss });
    },
  };
  await trained(nanoRun({ steps, evalEvery: 50, callbacks: [new Recorder(), watch] }));
  return seen;
}

describe.each(["cpu", "wasm"])("on %s, from step 100 to step 1000", (backend) => {
  it("no tensor, no byte of tensors and no memory of the process is lost", async () => {
    await selectBackend(backend);
    const seen = await footprint(1000);
    const [first, last] = [seen[0], seen.at(-1)];
    expect(last?.tensors).toBe(first?.tensors);
    expect(last?.bytes).toBe(first?.bytes);
    expect((last?.rss ?? 0) - (first?.rss ?? 0)).toBeLessThan(32 * 2 ** 20);
  });
});
