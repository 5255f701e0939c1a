import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests of @gpt/models against PyTorch's and Hugging Face's numbers, on the backend that BACKEND names. */
export default defineConfig({
  root: join(import.meta.dirname, "../../../../packages/models"),
  test: {
    include: ["src/{golden,vectors,trajectory,task-model-golden}.test.ts"],
    setupFiles: [join(import.meta.dirname, "use-backend.ts")],
    testTimeout: 300_000,
  },
});
