import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { script } from "./testing/on-guest.ts";

/** Linux on a processor that has all that the level needs but the matrix unit. */
const emulates =
  !missing() && process.platform === "linux" && loadAddon().levels().includes("avx512bf16");
const emulated = (kind: string, ...flags: string[]) =>
  script("test-build.mjs", kind, "--emulate-amx", ...flags);

const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
/** Tests of this package that run at every level that the library has. */
const TESTS = [
  ...["conformance", "conformance-bf16", "at-size", "products", "bf16", "decoding"],
  ...["nothing", "training", "robustness", "levels"],
];
/** Of the longer suite. */
const LONGER_TESTS = ["conformance.full", "endurance.full"];

/** What vitest says of a run, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string }[];
  }[];
}

/** Runs files of tests on a library; the names of the tests, all of which passed. */
function passing(library: string, files: readonly string[], environment = {}): string[] {
  const args = [vitest, "run", "--reporter=json", ...files.map((name) => `src/${name}.test.ts`)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, GPT_NATIVE_LIBRARY: library, ...environment },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(status, stderr.slice(-4000)).toBe(0); // a process that died fails no test
  const report: Report = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const { numPassedTests, numTotalTests, testResults } = report;
  expect(numPassedTests).toBe(numTotalTests);
  expect(testResults).toHaveLength(files.length);
  return testResults.flatMap((file) => file.assertionResults.map((test) => test.fullName));
}

describe.runIf(emulates)("at the level amx, with Intel's matrix unit emulated", () => {
  it.each([
    { flags: [] },
    { flags: ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"] },
  ])("the kernels' own test passes, compiled with $flags", ({ flags }) => {
    const program = emulated("program", ...flags);
    const { status, stdout, stderr } = spawnSync(program, ["amx"], { encoding: "utf8" });
    expect(status, stderr.slice(-4000)).toBe(0);
    expect(stdout.match(/^amx \w+ [0-9a-f]{16}$/gm)).toHaveLength(13);
  });

  it("this package's tests pass, the conformance suite in float32 and bf16 among them", () => {
    const library = emulated("library");
    const runs = [
      passing(library, TESTS, { FULL: "" }),
      passing(library, LONGER_TESTS, { FULL: "1" }),
    ];
    for (const which of [/native amx (?!in bf16)/, /native amx in bf16/]) {
      const counts = runs.map((names) => names.filter((name) => which.test(name)).length);
      for (const count of counts) expect(count, String(which)).toBeGreaterThan(400);
    }
  });
});
