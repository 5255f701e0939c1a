import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { backendPlugins, selectBackend } from "./index.ts";
import { modelRun, worstDifference } from "./model-run.ts";
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

describe.skipIf(!found.usable)("webgpu in Node (Dawn)", () => {
  it("trains a GPT-2 as the other backends do", async () => {
    await selectBackend("wasm");
    const expected = await modelRun(4);
    await selectBackend("webgpu");
    const got = await modelRun(4);
    expect(worstDifference(got, expected)).toBeLessThan(1e-3);
    expect(got[3]).toBeLessThan((got[0] as number) - 0.2);
  });
});
