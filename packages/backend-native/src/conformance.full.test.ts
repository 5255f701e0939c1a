import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";
import { BF16_TOLERANCE } from "./testing/bf16-tolerance.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

describe.skipIf(missing())("on every instruction set of this processor", () => {
  const levels = missing() ? [] : loadAddon().levels();
  for (const level of levels) {
    conformance(`native ${level}`, () => startNative({ level }), { kernels, large: true });
    if (!BF16_LEVELS.includes(level)) continue;
    const start = () => startNative({ level, precision: "bf16" });
    const options = { kernels, large: true, tolerance: BF16_TOLERANCE };
    conformance(`native ${level} in bf16`, start, options);
  }
});
