import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { startWasm } from "./start.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

for (const threads of [1, 2]) {
  const start = () => startWasm({ threads, relaxed: false });
  conformance(`wasm without relaxed SIMD on ${threads} threads`, start, { kernels });
}
