import { expect, it } from "vitest";
import { describeLevels } from "./available.ts";
import { loadAddon, measurePeak } from "./load.ts";
import { BF16_LEVELS, startNative } from "./plugin.ts";

describeLevels(
  (level) => `what the machine can do at most on ${level}`,
  (level) => {
    it("is measured in products and bytes; bf16 only where there is a unit for it", async () => {
      await startNative({ level, threads: 1 });
      measurePeak(); // takes work space, which stays
      const { live } = loadAddon().memory();
      const peak = measurePeak();
      expect(peak.f32).toBeGreaterThan(0.5);
      expect(peak.bandwidth).toBeGreaterThan(0.1);
      expect(peak.bf16 > 0).toBe(BF16_LEVELS.includes(level));
      expect(loadAddon().memory().live).toBe(live);
    });
  },
);
