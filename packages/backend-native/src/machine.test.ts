import { expect, it } from "vitest";
import { describeLevels, missing } from "./available.ts";
import { loadAddon, measurePeak } from "./load.ts";
import { BF16_LEVELS } from "./options.ts";
import { startNative } from "./plugin.ts";

describeLevels("what the machine can do at most on", null, (level) => {
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
});

it.skipIf(missing())("is an error where there is no room for it, which is given back", async () => {
  await startNative({ threads: 1 });
  const addon = loadAddon();
  addon.trim();
  const { live } = addon.memory();
  addon.setLimit(live + 1e8);
  expect(measurePeak).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
  addon.setLimit(0);
  addon.trim();
  expect(addon.memory().live).toBe(live);
});

it.skipIf(missing())("is worked on by 1 to 256 threads, whatever is asked for", async () => {
  const addon = loadAddon();
  for (const [asked, taken] of [
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
    [3, 3],
    [256, 256],
    [1e9, 256],
    [Number.POSITIVE_INFINITY, 256],
  ] as const) {
    expect(addon.threads(asked), `${asked}`).toBe(taken);
  }
  await startNative({ threads: 2 });
  expect(addon.threads()).toBe(2);
});
