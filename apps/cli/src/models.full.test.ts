import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadAddon } from "@gpt/backend-native";
import { hasShared } from "@gpt/fixtures";
import { describe, expect, it } from "vitest";

const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const config = join(import.meta.dirname, "testing", "models.config.ts");

const here = levels();

function levels(): string[] {
  try {
    return loadAddon().levels();
  } catch (error) {
    console.warn(`not on native: ${(error as Error).message.split("\n")[0]}`);
    return [];
  }
}

interface Run {
  readonly backend: string;
  readonly level: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Every level of this processor, and wasm. */
const RUNS: readonly Run[] = [
  ...here.map((level) => ({ backend: "native", level, env: {} })),
  { backend: "wasm", level: "", env: {} },
];

/** Tests of the models on a backend. */
function testModels({ backend, level, env }: Run): void {
  const args = [vitest, "run", "--config", config, "--reporter=json"];
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    execFileSync(process.execPath, args, {
      env: { ...process.env, ...env, BACKEND: backend, LEVEL: level, FULL: "" },
      encoding: "utf8",
    }),
  );
  expect({ numFailedTests, numPendingTests }).toEqual({ numFailedTests: 0, numPendingTests: 0 });
  expect(numPassedTests).toBeGreaterThan(20); // they were found
}

/** Compiles a library whose level amx has Intel's matrix unit emulated; its path. */
function emulatedAmx(): string {
  const native = createRequire(import.meta.url).resolve("@gpt/backend-native/package.json");
  const script = join(dirname(native), "scripts", "test-build.mjs");
  const args = [script, "library", "--emulate-amx"];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).trim();
}

describe.skipIf(!hasShared("vectors", "models"))("PyTorch's logits, losses and gradients", () => {
  it.each(RUNS)("and 30 steps of training are those of $backend $level", testModels);

  it.runIf(process.platform === "linux" && here.includes("avx512bf16"))(
    "and 30 steps of training are those of native amx, its matrix unit emulated",
    () =>
      testModels({ backend: "native", level: "amx", env: { GPT_NATIVE_LIBRARY: emulatedAmx() } }),
  );
});
