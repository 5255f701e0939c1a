import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "tsup";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
/** Inside the package, so that what is not bundled is found. */
const folder = mkdtempSync(join(root, "node_modules", ".runtimes-"));
const program = join(folder, "program.js");

beforeAll(() =>
  build({
    entry: { program: join(root, "src", "testing", "program.ts") },
    format: ["esm"],
    outDir: folder,
    noExternal: [/^@gpt\//],
    external: [/^@tensorflow\//],
    config: false,
    silent: true,
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

const ANSWER = { backend: "wasm", product: 96 * 96 * 96 };

it("runs on threads in Node from a bundle in another folder, which ends by itself", () => {
  expect(JSON.parse(execFileSync(process.execPath, [program], { encoding: "utf8" }))).toEqual(
    ANSWER,
  );
});

it("runs on threads in Deno", () => {
  const deno = fileURLToPath(import.meta.resolve("deno/bin.cjs"));
  const flags = ["run", "--allow-read", "--allow-env", "--allow-sys", program];
  const said = execFileSync(process.execPath, [deno, ...flags], {
    encoding: "utf8",
    cwd: tmpdir(),
  });
  expect(JSON.parse(said)).toEqual(ANSWER);
});

it("runs in several threads of JavaScript at once, each with memory of its own", async () => {
  const answers = [1, 2, 3].map(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(program, { stdout: true });
        worker.on("message", resolve).on("error", reject);
      }),
  );
  expect(await Promise.all(answers)).toEqual([ANSWER, ANSWER, ANSWER]);
});
