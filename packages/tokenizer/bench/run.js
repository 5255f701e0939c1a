// Bundles the benchmark, which imports the sources, and runs it: Node knows no TypeScript before 22.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "bench");
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, "bench.ts")],
  outfile: join(folder, "bench.mjs"),
  bundle: true,
  format: "esm",
  platform: "node",
  external: ["@gpt/fixtures", "ai-tokenizer*", "gpt-tokenizer*", "js-tiktoken*"],
  logLevel: "warning",
});
await import(pathToFileURL(join(folder, "bench.mjs")).href);
