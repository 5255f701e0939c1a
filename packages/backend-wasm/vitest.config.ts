import { project } from "@gpt/vitest-config";

export default project(import.meta.dirname, { globalSetup: ["./scripts/before-tests.mjs"] });
