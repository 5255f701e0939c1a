import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { makeTrainer } from "../bench/gpt.ts";
import { backendPlugins, selectBackend } from "./index.ts";
import { describeAdapter, isSoftware } from "./webgpu-adapter.ts";

const info = { vendor: "nvidia", architecture: "ampere", device: "", description: "" };

describe("adapters", () => {
  it("are described by what they say of themselves", () => {
    expect(describeAdapter({ ...info, description: "A100" })).toBe("A100, nvidia, ampere");
    expect(describeAdapter({ ...info, vendor: "", architecture: "" })).toBe("unnamed adapter");
  });

  it("count as software where they say so, or bear the name of an emulator", () => {
    expect(isSoftware(info)).toBe(false);
    expect(isSoftware({ ...info, isFallbackAdapter: true })).toBe(true);
    expect(isSoftware({ ...info, description: "llvmpipe (LLVM 15.0.6, 256 bits)" })).toBe(true);
    expect(isSoftware({ ...info, architecture: "swiftshader" })).toBe(true);
  });
});

const registry = new Registry().register(...backendPlugins);
const found = await registry.create("backend", "webgpu", { runtime: "node" }).probe();
if (!found.usable) console.warn(`skipped: WebGPU in Node, ${found.reason}`);

const SMALL = { layers: 1, heads: 2, width: 16, time: 12, batch: 2, vocab: 23 };

/** Losses of the first steps of a small model. */
async function losses(backend: string): Promise<number[]> {
  await selectBackend(backend);
  const trainer = makeTrainer(SMALL);
  const values: number[] = [];
  for (let step = 0; step < 4; step++) {
    const loss = trainer.step();
    values.push((await loss.data())[0] as number);
    loss.dispose();
  }
  trainer.dispose();
  return values;
}

describe.skipIf(!found.usable)("webgpu in Node (Dawn)", () => {
  it("trains as the other backends do", async () => {
    const [expected, got] = [await losses("wasm"), await losses("webgpu")];
    for (const [step, loss] of got.entries()) expect(loss).toBeCloseTo(expected[step] as number, 4);
    expect(got[3]).toBeLessThan(got[0] as number);
  });
});
