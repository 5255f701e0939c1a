import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { ARM64, type Ended, missingFor, runOn, WINDOWS } from "./testing/guests.ts";
import { script } from "./testing/on-guest.ts";

const host = `${process.platform}-${process.arch}`;

/** Compiles the kernels' own test; its path. */
const compiled = (...args: string[]) => script("kernel-test.mjs", ...args);

/** Runs a program of this machine. */
function run(program: string): Ended {
  const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** The checksums that the program prints, by level and family. @throws Error with what failed */
function checksums({ status, output }: Ended): Map<string, string> {
  if (status !== 0) throw new Error(`ended with ${status}\n${output.slice(-8000)}`);
  const lines = output.matchAll(/^(\w+ \w+) ([0-9a-f]{16})\r?$/gm);
  return new Map(Array.from(lines, ([, name, sum]) => [name as string, sum as string]));
}

/** Checksums of one level by family. */
function ofLevel(all: ReadonlyMap<string, string>, level: string): string[] {
  return [...all].filter(([name]) => name.startsWith(level)).map(([name, sum]) => name + sum);
}

describe.skipIf(missing())("the kernels' own test", () => {
  it("passes at every level of this processor, on one thread and several", () => {
    const families = 12;
    const found = checksums(run(compiled()));
    expect(ofLevel(found, "portable")).toHaveLength(families);
    expect(found.size % families).toBe(0);
  });

  it("touches no memory but its own, and does nothing undefined", () => {
    const sanitized = compiled(host, "-O1", "-g", "-fsanitize=address,undefined", NO_RECOVERY);
    expect(checksums(run(sanitized)).size).toBeGreaterThan(0);
  });

  it("has no data race", () => {
    const sanitized = compiled(host, "portable", "-O1", "-g", "-fsanitize=thread");
    expect(checksums(run(sanitized)).size).toBeGreaterThan(0);
  });
});

const NO_RECOVERY = "-fno-sanitize-recover=all";

describe.skipIf(missingFor(ARM64))("the kernels' own test for 64-bit ARM, in an emulator", () => {
  it("passes; where no instruction set is used, with the bits of x64", () => {
    const found = checksums(runOn(ARM64, compiled(ARM64.target)));
    expect(ofLevel(found, "neon")).toHaveLength(12);
    expect(ofLevel(found, "portable")).toEqual(ofLevel(checksums(run(compiled())), "portable"));
  });
});

/** Families whose results go through the C library's logarithm. */
const LOGARITHMS = /attention|crossEntropy/;

describe.skipIf(missingFor(WINDOWS))("the kernels' own test for Windows, in an emulator", () => {
  it("passes, with the bits of Linux where no logarithm of the system's is in them", () => {
    const here = checksums(run(compiled()));
    const there = checksums(runOn(WINDOWS, compiled(WINDOWS.target)));
    const common = [...there].filter(([name]) => here.has(name) && !LOGARITHMS.test(name));
    expect(common.length).toBeGreaterThan(8);
    for (const [name, sum] of common) expect(sum, name).toBe(here.get(name));
  });
});
