import { basename } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * The one test preset. `dir` is the package's own folder. Tests stand beside the file they test;
 * `*.full.test.ts` (minutes long) run only where FULL is set, `*.browser.test.ts` only in a browser.
 */
export function project(dir, options = {}) {
  const full = process.env.FULL === "1";
  return defineConfig({
    root: dir,
    test: {
      name: basename(dir),
      include: full ? ["src/**/*.full.test.ts"] : ["src/**/*.test.ts"],
      exclude: full ? ["**/*.browser.test.ts"] : ["**/*.full.test.ts", "**/*.browser.test.ts"],
      environment: "node",
      testTimeout: full ? 3_600_000 : 120_000,
      ...options,
    },
  });
}
