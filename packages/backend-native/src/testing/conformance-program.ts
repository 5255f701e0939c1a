/** The conformance suite as a program, for an emulator. */
import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { startNative } from "../plugin.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
for (const level of ["neon", "neonbf16"]) {
  conformance(level, () => startNative({ level, threads: 2 }), { kernels });
}

/** Of gradients that are differences of large numbers; the worst, where scores are about 30, is 0.12 off on x64 too. */
const tolerance = 0.15;
const rounding = { level: "neonbf16", threads: 2, precision: "bf16" };
conformance("neonbf16 in bf16", () => startNative(rounding), { kernels, tolerance });
