import { defineConfig } from "vitest/config";

/** All packages in one process: `pnpm test`; with FULL=1 the minutes-long tests instead. */
export default defineConfig({
  test: {
    projects: ["packages/*", "apps/cli", "tooling/conformance"],
    reporters: ["default", "./tooling/vitest/closing-line.js"],
    maxWorkers: 2,
  },
});
