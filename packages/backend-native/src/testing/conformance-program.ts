/** The conformance suite, also at size, as a program, for a guest: on the levels named, or on all that its processor has. */
import { conformance, conformanceAtSize } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { loadAddon } from "../load.ts";
import { BF16_LEVELS, type Level } from "../options.ts";
import { startNative } from "../plugin.ts";
import { BF16_TOLERANCE } from "./bf16-tolerance.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
const memory = {
  live: () => loadAddon().memory().live,
  setLimit: (bytes: number) => loadAddon().setLimit(bytes),
};
const named = process.argv.slice(2) as Level[];
for (const level of named.length > 0 ? named : loadAddon().levels()) {
  const plain = () => startNative({ level, threads: 2, precision: "f32" });
  conformance(level, plain, { kernels });
  conformanceAtSize(level, plain, { memory });
  if (!BF16_LEVELS.includes(level)) continue;
  const start = () => startNative({ level, threads: 2, precision: "bf16" });
  conformance(`${level} in bf16`, start, { kernels, tolerance: BF16_TOLERANCE });
  conformanceAtSize(`${level} in bf16`, start, { memory, tolerance: 4e-3 });
}
