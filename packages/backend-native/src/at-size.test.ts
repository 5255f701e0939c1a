import { conformanceAtSize } from "@gpt/conformance";
import { describeLevels } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";

const memory = {
  live: () => loadAddon().memory().live,
  setLimit: (bytes: number) => loadAddon().setLimit(bytes),
};

describeLevels("native", null, (level) => {
  conformanceAtSize(level, () => startNative({ level, threads: 2 }), { memory });
});

describeLevels("native in bf16", BF16_LEVELS, (level) => {
  const start = () => startNative({ level, threads: 2, precision: "bf16" });
  conformanceAtSize(`${level} in bf16`, start, { memory, tolerance: 4e-3 });
});
