import { stockConformance } from "@gpt/conformance";
import { startWasm } from "./start.ts";

stockConformance("wasm", () => startWasm({ threads: 2 }));
