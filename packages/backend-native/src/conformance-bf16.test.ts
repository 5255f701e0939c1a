import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { describeLevels } from "./available.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";
import { BF16_TOLERANCE } from "./testing/bf16-tolerance.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

describeLevels("in bf16 on", BF16_LEVELS, (level) => {
  const start = () => startNative({ level, threads: 2, precision: "bf16" });
  conformance(`native ${level} in bf16`, start, { kernels, tolerance: BF16_TOLERANCE });
});
