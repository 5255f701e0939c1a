import { loadKernels } from "@gpt/backend-wasm";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { selectBackend } from "./index.ts";
import { modelRun, worstDifference } from "./model-run.ts";

describe("a GPT-2 in training", () => {
  it.each([
    ["cpu", 20, 0.5],
    ["wasm", 200, 1.5],
  ] as const)(
    "on %s has bitwise equal losses over %i steps in two runs, dropout and all, and leaves nothing behind",
    async (name, steps, learned) => {
      await selectBackend(name);
      const first = await modelRun(steps, 0.1);
      const { numTensors, numBytes } = memory();
      expect(await modelRun(steps, 0.1)).toEqual(first);
      expect(memory()).toMatchObject({ numTensors, numBytes });
      expect(first.at(-1)).toBeLessThan((first[0] as number) - learned);
    },
  );

  it("has losses within 1e-3 of each other over 100 steps on cpu and wasm", async () => {
    await selectBackend("cpu");
    const cpu = await modelRun(100);
    await selectBackend("wasm");
    expect(worstDifference(await modelRun(100), cpu)).toBeLessThan(1e-3);
    expect(cpu[99]).toBeLessThan((cpu[0] as number) - 1);
  });

  it("has the same bits on wasm with any number of threads", async () => {
    const run = async (threads: number) => {
      await selectBackend({ type: "wasm", threads });
      return modelRun(6, 0.1);
    };
    const alone = await run(1);
    for (const threads of [2, 5, 3]) expect(await run(threads)).toEqual(alone);
  });

  it("does not let the wasm memory grow", async () => {
    await selectBackend("wasm");
    const { library } = await loadKernels();
    await modelRun(5);
    const [live, all] = [library.memory().live, library.memory().live + library.memory().cached];
    await modelRun(300);
    expect(library.memory().live).toBe(live);
    expect(library.memory().live + library.memory().cached).toBe(all);
  });
});
