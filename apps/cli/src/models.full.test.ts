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

/** Every level of this processor, and wasm. */
const BACKENDS = [...levels().map((level) => ["native", level]), ["wasm", ""]];

function levels(): string[] {
  try {
    return loadAddon().levels();
  } catch (error) {
    console.warn(`not on native: ${(error as Error).message.split("\n")[0]}`);
    return [];
  }
}

describe.skipIf(!hasShared("vectors", "models"))("PyTorch's logits, losses and gradients", () => {
  it.each(BACKENDS)("and 30 steps of training are those of the backend %s %s", (backend, level) => {
    const args = [vitest, "run", "--config", config, "--reporter=json"];
    const env = { ...process.env, BACKEND: backend, LEVEL: level, FULL: "" };
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      execFileSync(process.execPath, args, { env, encoding: "utf8" }),
    );
    expect({ numFailedTests, numPendingTests }).toEqual({ numFailedTests: 0, numPendingTests: 0 });
    expect(numPassedTests).toBeGreaterThan(20); // they were found
  });
});
