/** The conformance suite as a program, for an emulator. */
import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { startNative } from "../plugin.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
conformance("neon", () => startNative({ level: "neon", threads: 2 }), { kernels });
