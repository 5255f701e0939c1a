import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadAddon } from "./load.ts";
import { conformanceOnArm64, noArm64, script } from "./testing/emulator.ts";

describe.skipIf(noArm64())("on 64-bit ARM, in an emulator", () => {
  it("the installed package passes the conformance suite in Node", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gpt-arm64-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { status, output } = await conformanceOnArm64(folder);
    expect(status, output.slice(-4000)).toBe(0);
    expect(output).toMatch(/^# pass \d{3}/m);
    expect(output).toMatch(/^# fail 0$/m);
  });

  it("the library is refused by name on another processor", () => {
    script("build.mjs", "linux-arm64");
    const other = join(import.meta.dirname, "..", "build", "linux-arm64", "gpt-native.node");
    expect(() => loadAddon(other)).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
  });
});
