import { conformance } from "@gpt/conformance";
import { hasKernel, OPS } from "@gpt/ops";
import { env, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { afterAll, expect } from "vitest";

// A backend without kernels of ours runs the references, on whatever its stock kernels do.
conformance("the references on tfjs' stock wasm kernels", async () => {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setBackend("wasm");
});

afterAll(() => {
  expect(Object.values(OPS).filter(({ name }) => hasKernel(name))).toEqual([]);
});
