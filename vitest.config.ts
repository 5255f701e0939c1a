import { defineConfig } from "vitest/config";

/** All packages in one process: `pnpm test`; with FULL=1 the minutes-long tests instead. */
export default defineConfig({
  test: {
    projects: [
      "packages/*",
      "apps/cli",
      "examples/*",
      "tooling/conformance",
      "tooling/consumers",
      "tooling/docs-check",
    ],
    reporters: ["default", "./tooling/vitest/closing-line.js"],
    maxWorkers: 2,
  },
});
