import { conformance } from "@gpt/conformance";
import { startCompiled } from "@gpt/kernels";
import { OPS } from "@gpt/ops";
import { BACKEND_NAME, loadKernels } from "./start.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

// what a page gets that is not isolated from other origins
const start = async () => {
  const { library } = await loadKernels({ relaxed: false, shared: false });
  await startCompiled(BACKEND_NAME, library);
};
conformance("wasm in memory that is not shared", start, { kernels });
