import {
  add,
  getBackend,
  getKernel,
  KernelBackend,
  registerBackend,
  registerKernel,
} from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { startWasm } from "./start.ts";

it("takes the place of another package's backend of the same name, and of its kernels", async () => {
  registerBackend("wasm", () => new KernelBackend());
  for (const kernelName of ["Add", "OnlyTheirs"]) {
    registerKernel({
      ...{ kernelName, backendName: "wasm" },
      kernelFunc: () => [],
      setupFunc: () => {
        throw new Error("not their backend");
      },
    });
  }
  await startWasm({ threads: 1 });
  expect(getBackend()).toBe("wasm");
  expect(add([1, 2], [3, 4]).arraySync()).toEqual([4, 6]);
  expect(getKernel("OnlyTheirs", "wasm")).toBeUndefined();
});
