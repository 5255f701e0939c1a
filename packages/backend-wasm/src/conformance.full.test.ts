import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { startWasm } from "./start.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

conformance("wasm, also in large", () => startWasm({ threads: 2 }), { kernels, large: true });
