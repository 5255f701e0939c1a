/** The conformance suite as a program, for a guest: on the levels named, or on all that its processor has. */
import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { loadAddon } from "../load.ts";
import { BF16_LEVELS, startNative } from "../plugin.ts";
import { BF16_TOLERANCE } from "./bf16-tolerance.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
const named = process.argv.slice(2);
for (const level of named.length > 0 ? named : loadAddon().levels()) {
  conformance(level, () => startNative({ level, threads: 2, precision: "f32" }), { kernels });
  if (!BF16_LEVELS.includes(level)) continue;
  const start = () => startNative({ level, threads: 2, precision: "bf16" });
  conformance(`${level} in bf16`, start, { kernels, tolerance: BF16_TOLERANCE });
}
