/** The conformance suite as a program, for a guest: on the levels named, or on all that its processor has. */
import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { loadAddon } from "../load.ts";
import { startNative } from "../plugin.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
const named = process.argv.slice(2);
for (const level of named.length > 0 ? named : loadAddon().levels()) {
  conformance(level, () => startNative({ level, threads: 2 }), { kernels });
}
