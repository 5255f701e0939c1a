import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { ARM64_LIBRARIES, noArm64, script } from "./testing/emulator.ts";

const host = `${process.platform}-${process.arch}`;

/** Compiles the kernels' own test; its path. */
const compiled = (...args: string[]) => script("kernel-test.mjs", ...args);

/** The checksums that the program prints, by level and family. @throws Error with what failed */
function checksums(command: string, ...args: string[]): Map<string, string> {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ended with ${status}\n${stdout.slice(-4000)}\n${stderr}`);
  const lines = stdout.matchAll(/^(\w+ \w+) ([0-9a-f]{16})$/gm);
  return new Map(Array.from(lines, ([, name, sum]) => [name as string, sum as string]));
}

/** Checksums of one level by family. */
function ofLevel(all: ReadonlyMap<string, string>, level: string): { [family: string]: string } {
  const names = [...all].map(([name, sum]) => [...name.split(" "), sum]);
  return Object.fromEntries(
    names.filter(([of]) => of === level).map(([, family, sum]) => [family, sum]),
  );
}

const FAMILIES = 13;
/** Those that bf16 changes. */
const ROUNDED = ["roundedProducts", "roundedAttention", "storage"];

/** Flags of the compiler. */
const SANITIZED = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

describe.skipIf(missing())("the kernels' own test", () => {
  it("passes at every level of this processor, on one thread and several", () => {
    const found = checksums(compiled());
    expect(Object.keys(ofLevel(found, "portable"))).toHaveLength(FAMILIES);
    expect(found.size % FAMILIES).toBe(0);
  });

  it("touches no memory but its own, and does nothing undefined", () => {
    const sanitized = compiled(host, ...SANITIZED);
    expect(checksums(sanitized).size).toBeGreaterThan(0);
  });

  it("has no data race", () => {
    const sanitized = compiled(host, "portable", "-O1", "-g", "-fsanitize=thread");
    expect(checksums(sanitized).size).toBeGreaterThan(0);
  });
});

/** The search for leaks does not work in an emulator. */
const NO_LEAKS = "ASAN_OPTIONS=detect_leaks=0";

describe.skipIf(noArm64())("the kernels' own test for 64-bit ARM, in an emulator", () => {
  const on = (processor: string, ...levels: string[]) => {
    const program = [compiled("linux-arm64"), ...levels];
    return checksums("qemu-aarch64", "-L", ARM64_LIBRARIES, "-cpu", processor, ...program);
  };

  it("passes; where no instruction set is used, with the bits of x64", () => {
    const found = ofLevel(on("max", "portable"), "portable");
    expect(found).toEqual(ofLevel(checksums(compiled(), "portable"), "portable"));
  });

  it("passes in bf16, and else with the bits of the level without it", () => {
    const found = on("max", "neon", "neonbf16");
    const [rounded, plain] = [ofLevel(found, "neonbf16"), ofLevel(found, "neon")];
    expect(Object.keys(rounded)).toHaveLength(FAMILIES);
    for (const [family, sum] of Object.entries(rounded)) {
      expect(sum === plain[family], family).toBe(!ROUNDED.includes(family));
    }
  });

  it("touches no memory but its own in bf16, and does nothing undefined", () => {
    const sanitized = compiled("linux-arm64", "neonbf16", "portable", ...SANITIZED);
    const emulator = [NO_LEAKS, "qemu-aarch64", "-L", ARM64_LIBRARIES];
    expect(checksums("env", ...emulator, sanitized, "neonbf16").size).toBe(FAMILIES);
  });

  it("has no level of bf16 on a processor without it", () => {
    const found = on("cortex-a72", "neonbf16", "neon");
    expect(found.size).toBe(FAMILIES);
    expect(Object.keys(ofLevel(found, "neon"))).toHaveLength(FAMILIES);
  });
});
