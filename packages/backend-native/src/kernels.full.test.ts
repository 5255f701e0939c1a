import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { ARM64, arm64, type Ended, missingFor, runOn, WINDOWS } from "./testing/guests.ts";
import { script } from "./testing/on-guest.ts";

const host = `${process.platform}-${process.arch}`;

/** Compiles the kernels' own test; its path. */
const compiled = (...args: string[]) => script("test-build.mjs", "program", ...args);

/** Runs a program of this machine. */
function run(program: string, ...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** The checksums that the program prints, by level and family. @throws Error with what failed */
function checksums({ status, output }: Ended): Map<string, string> {
  if (status !== 0) throw new Error(`ended with ${status}\n${output.slice(-8000)}`);
  const lines = output.matchAll(/^(\w+ \w+) ([0-9a-f]{16})\r?$/gm);
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
    const found = checksums(run(compiled()));
    expect(Object.keys(ofLevel(found, "portable"))).toHaveLength(FAMILIES);
    expect(found.size % FAMILIES).toBe(0);
  });

  it("touches no memory but its own, and does nothing undefined", () => {
    expect(checksums(run(compiled(host, ...SANITIZED))).size).toBeGreaterThan(0);
  });

  it("has no data race", () => {
    const sanitized = compiled(host, "portable", "-O1", "-g", "-fsanitize=thread");
    expect(checksums(run(sanitized)).size).toBeGreaterThan(0);
  });
});

describe.skipIf(missingFor(ARM64))("the kernels' own test for 64-bit ARM, in an emulator", () => {
  const on = (processor: string, ...levels: string[]) =>
    checksums(runOn(arm64(processor), compiled(ARM64.target), ...levels));

  it("passes; where no instruction set is used, with the bits of x64", () => {
    const found = ofLevel(on("max", "portable"), "portable");
    expect(found).toEqual(ofLevel(checksums(run(compiled(), "portable")), "portable"));
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
    const sanitized = compiled(ARM64.target, "neonbf16", "portable", ...SANITIZED);
    expect(checksums(runOn(ARM64, sanitized, "neonbf16")).size).toBe(FAMILIES);
  });

  it("has no level of bf16 on a processor without it", () => {
    const found = on("cortex-a72", "neonbf16", "neon");
    expect(found.size).toBe(FAMILIES);
    expect(Object.keys(ofLevel(found, "neon"))).toHaveLength(FAMILIES);
  });
});

/** Families whose results go through the C library's logarithm. */
const LOGARITHMS = /[aA]ttention|crossEntropy|storage/;

describe.skipIf(missingFor(WINDOWS))("the kernels' own test for Windows, in an emulator", () => {
  it("passes, with the bits of Linux where no logarithm of the system's is in them", () => {
    const here = checksums(run(compiled()));
    const there = checksums(runOn(WINDOWS, compiled(WINDOWS.target)));
    const common = [...there].filter(([name]) => here.has(name) && !LOGARITHMS.test(name));
    expect(common.length).toBeGreaterThan(8);
    for (const [name, sum] of common) expect(sum, name).toBe(here.get(name));
  });
});
