import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { selectBackend } from "./index.ts";
import { modelRun, worstDifference } from "./model-run.ts";

describe("a GPT-2 in training", () => {
  it("has bitwise equal losses over 200 steps in two runs on wasm, dropout and all", async () => {
    await selectBackend("wasm");
    const first = await modelRun(200, 0.1);
    const { numTensors } = memory();
    expect(await modelRun(200, 0.1)).toEqual(first);
    expect(memory().numTensors).toBe(numTensors);
    expect(first[199]).toBeLessThan((first[0] as number) - 1.5);
  });

  it("has losses within 1e-3 of each other over 100 steps on cpu and wasm", async () => {
    await selectBackend("cpu");
    const cpu = await modelRun(100);
    await selectBackend("wasm");
    expect(worstDifference(await modelRun(100), cpu)).toBeLessThan(1e-3);
    expect(cpu[99]).toBeLessThan((cpu[0] as number) - 1);
  });
});
