import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { startWasm } from "./start.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

for (const threads of [1, 2]) {
  conformance(`wasm on ${threads} threads`, () => startWasm({ threads }), { kernels });
}
