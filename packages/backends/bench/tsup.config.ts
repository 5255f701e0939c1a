import { defineConfig } from "tsup";

/** The benchmark with the sources of the house in it. */
export default defineConfig({
  entry: ["bench/step.ts"],
  format: ["esm"],
  target: "es2022",
  outDir: "node_modules/.bench",
  noExternal: [/^@gpt\//],
  silent: true,
});
