import { conformanceAtSize } from "@gpt/conformance";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS, startNative } from "./plugin.ts";

const memory = {
  live: () => loadAddon().memory().live,
  setLimit: (bytes: number) => loadAddon().setLimit(bytes),
};

describe.skipIf(missing())("on every instruction set of this processor", () => {
  for (const level of missing() ? [] : loadAddon().levels()) {
    conformanceAtSize(level, () => startNative({ level, threads: 2 }), { memory });
    if (!BF16_LEVELS.includes(level)) continue;
    const start = () => startNative({ level, threads: 2, precision: "bf16" });
    conformanceAtSize(`${level} in bf16`, start, { memory, tolerance: 4e-3 });
  }
});
