import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** Tests that need a browser: `pnpm test:browser`, in the system's Chromium (or that of $CHROMIUM). */
export default defineConfig({
  server: {
    fs: { allow: [".", "../shared/spec"] }, // golden logits, where they are
    headers: {
      // an isolated page may share memory with its workers
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  test: {
    include: ["packages/*/src/**/*.browser.test.ts"],
    reporters: ["default", "./tooling/vitest/closing-line.js"],
    testTimeout: 300_000, // without a GPU, WebGPU is emulated on the CPU
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
          // as root a browser has no sandbox; WebGPU is off on Linux unless asked for
          args: ["--no-sandbox", "--enable-unsafe-webgpu"],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
