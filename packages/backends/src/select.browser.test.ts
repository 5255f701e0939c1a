import { add, getBackend, tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { currentRuntime, selectBackend } from "./index.ts";

describe("selectBackend in a browser", () => {
  it("knows where it runs", () => {
    expect(currentRuntime()).toBe("browser");
  });

  it("takes WebGPU where a GPU is there, else wasm, and computes", async () => {
    const { name, passedOver } = await selectBackend("auto");
    expect(["webgpu", "wasm"]).toContain(name);
    expect(getBackend()).toBe(name);
    expect(passedOver.every((other) => other.name === "webgpu")).toBe(true);
    expect(Array.from(await add(tensor([1, 2]), 1).data())).toEqual([2, 3]);
  });

  it("does not offer what needs Node", async () => {
    await expect(selectBackend("tensorflow")).rejects.toMatchObject({
      code: "BACKEND_UNUSABLE",
      got: "@tensorflow/tfjs-node needs Node or Deno",
    });
  });
});
