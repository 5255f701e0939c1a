import { defineConfig } from "tsup";

/** The benchmarks with the sources of the house in them, as an application's bundle has them. */
export default defineConfig({
  entry: ["cpu", "profile", "alone", "stock", "jax"].map((name) => `bench/${name}.ts`),
  format: ["esm"],
  target: "es2022",
  outDir: "build/bench",
  external: [/^@tensorflow\//, "@jax-js/jax"],
  noExternal: [/^@gpt\//],
  silent: true,
});
