import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAddon } from "./load.ts";
import { installOnArm64, noArm64, runOnArm64, script } from "./testing/emulator.ts";

/** Milliseconds that compiling, and fetching Node, may take on a busy machine. */
const PATIENCE = 1_200_000;
const folder = mkdtempSync(join(tmpdir(), "gpt-arm64-"));
afterAll(() => rmSync(folder, { recursive: true }), PATIENCE);

describe.skipIf(noArm64())("on 64-bit ARM, in an emulator", () => {
  let node = "";
  beforeAll(() => {
    node = installOnArm64(folder);
  }, PATIENCE);

  it.each([
    ["passes the conformance suite at every level, and in bf16", "conformance-program", "max", 300],
    ["multiplies and stores bf16 as x64 does", "bf16-program", "max", 44],
    ["says that a processor has no bf16", "no-bf16-program", "cortex-a72", 2],
  ])("the installed package in Node %s", async (_, program, processor, tests) => {
    const { status, output } = await runOnArm64(folder, node, program, processor);
    expect(status, output.slice(-4000)).toBe(0);
    expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThanOrEqual(tests);
    expect(output).toMatch(/^# fail 0$/m);
  });

  it("the library is refused by name on another processor", () => {
    script("build.mjs", "linux-arm64");
    const other = join(import.meta.dirname, "..", "build", "linux-arm64", "gpt-native.node");
    expect(() => loadAddon(other)).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
  });
});
