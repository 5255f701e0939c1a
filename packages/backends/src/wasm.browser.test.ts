import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import path from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { selectBackend } from "./select.ts";

conformance("wasm in a browser", async () => void (await selectBackend({ type: "wasm", path })), {
  kernels: Object.values(OPS).map(({ name }) => name),
});
