import { Registry } from "@gpt/registry";
import { getBackend } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { wasmPlugin } from "./plugin.ts";
import { startWasm } from "./start.ts";

interface Backend {
  probe(): Promise<{ usable: boolean; detail?: string; reason?: string }>;
  init(): Promise<void>;
}

function create(options: object): Backend {
  const registry = new Registry().register(wasmPlugin);
  return registry.create("backend" as never, { type: "wasm", ...options }, {} as never) as Backend;
}

describe("the plug-in", () => {
  it("says what it runs on", async () => {
    expect(await create({ threads: 2 }).probe()).toEqual({
      usable: true,
      detail: "WebAssembly, relaxed SIMD, 2 threads",
    });
    expect((await create({ threads: 1, relaxed: false }).probe()).detail).toBe(
      "WebAssembly, SIMD, one thread",
    );
  });

  it("refuses options it does not know, and numbers that make no sense", () => {
    expect(() => create({ threads: 0 })).toThrow(/threads/);
    expect(() => create({ threads: 65 })).toThrow(/threads/);
    expect(() => create({ thread: 2 })).toThrow(/thread/);
  });

  it("starts, and again with other options", async () => {
    await create({ threads: 1 }).init();
    await create({ threads: 3, memoryLimit: 1e9 }).init();
    expect(getBackend()).toBe("wasm");
  });

  it("does not change instructions under tensors that exist", async () => {
    await expect(startWasm({ relaxed: false })).rejects.toMatchObject({ code: "WASM_STARTED" });
  });
});
