import { Registry } from "@gpt/registry";
import { getBackend } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { BF16_LEVELS, type NativeOptions } from "./options.ts";
import { nativePlugin, startNative } from "./plugin.ts";

interface Backend {
  probe(): Promise<{ usable: boolean; detail?: string; reason?: string }>;
  init(): Promise<void>;
}

function create(options: object): Backend {
  const registry = new Registry().register(nativePlugin);
  return registry.create(
    "backend" as never,
    { type: "native", ...options },
    {} as never,
  ) as Backend;
}

it("says whether it can be used, and does not throw", async () => {
  const probe = await create({}).probe();
  expect(probe.usable).toBe(missing() === false);
  expect(probe.detail ?? probe.reason).toBeTruthy();
});

it("refuses options it does not know", () => {
  expect(() => create({ threads: 0 })).toThrow(/threads/);
  expect(() => create({ thread: 2 })).toThrow(/thread/);
});

describe.skipIf(missing())("where the kernels are", () => {
  it("names level, threads and where the library came from, and starts", async () => {
    const backend = create({ threads: 2, level: "portable" });
    const from = process.env.GPT_NATIVE_LIBRARY ? "GPT_NATIVE_LIBRARY" : "own build";
    expect((await backend.probe()).detail).toBe(`C++ kernels, portable, 2 threads, ${from}`);
    await backend.init();
    expect(getBackend()).toBe("native");
  });

  it("says which precision it computes in, where bf16 is wanted", async () => {
    const on = async (level: string) =>
      (await create({ threads: 1, precision: "bf16", level }).probe()).detail;
    expect(await on("portable")).toMatch(
      /portable, float32 \(it has no unit for bf16\), one thread/,
    );
    for (const level of loadAddon().levels()) {
      if (BF16_LEVELS.includes(level))
        expect(await on(level)).toContain(`${level}, bf16, one thread`);
    }
  });

  it("refuses an instruction set that the processor lacks", async () => {
    const level = process.arch === "arm64" ? "avx2" : "neon";
    await expect(startNative({ level })).rejects.toMatchObject({ code: "NATIVE_LEVEL" });
  });

  it.each([{ level: "abacus" }, { precision: "bf61" }, { threads: 1000 }, { memoryLimit: -5 }])(
    "refuses %j, and stays as it is",
    async (given) => {
      await startNative({ threads: 2 });
      const start = startNative(given as NativeOptions);
      await expect(start).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
      expect(loadAddon().threads()).toBe(2);
      expect(loadAddon().memory().limit).toBeGreaterThan(0);
    },
  );
});
