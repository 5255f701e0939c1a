import { conformanceAtSize } from "@gpt/conformance";
import type { KernelLibrary } from "@gpt/kernels";
import { loadKernels, startWasm } from "./start.ts";

let library: KernelLibrary;
const start = async () => {
  await startWasm({ threads: 2 });
  ({ library } = await loadKernels());
};

conformanceAtSize("wasm", start, {
  memory: {
    live: () => library.memory().live,
    setLimit: (bytes) => library.setLimit(bytes),
  },
});
