import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS, startNative } from "./plugin.ts";
import { BF16_TOLERANCE } from "./testing/bf16-tolerance.ts";

const kernels = Object.values(OPS).map(({ name }) => name);
const levels = missing()
  ? []
  : loadAddon()
      .levels()
      .filter((level) => BF16_LEVELS.includes(level));

describe.skipIf(levels.length === 0)("on every unit for bf16 of this processor", () => {
  for (const level of levels) {
    const start = () => startNative({ level, threads: 2, precision: "bf16" });
    conformance(`native ${level} in bf16`, start, { kernels, tolerance: BF16_TOLERANCE });
  }
});
