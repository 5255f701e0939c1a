import { join } from "node:path";
import { bundledSize } from "@gpt/fixtures/bundle";
import { build } from "esbuild";
import { expect, test } from "vitest";

const sizeOf = (file: string): Promise<number> => bundledSize(`./${file}`, import.meta.dirname);

test("the package without what it loads later: at most 15 KB", async () => {
  expect(await sizeOf("index.ts")).toBeLessThanOrEqual(15);
});

test.each([
  ["files.ts", 12.5],
  ["gpt1.ts", 12.5],
  ["train.ts", 16],
  ["plugins.ts", 19.5],
])("the entry %s, with what it shares with the others: at most %d KB", async (file, most) => {
  expect(await sizeOf(file)).toBeLessThanOrEqual(most);
});

test.each([
  ["stream-ids.ts", 1.5],
  ["split/certain.ts", 2],
  ["gpt1/gpt1.ts", 11.5],
])("loaded when asked for, %s: at most %d KB", async (file, most) => {
  expect(await sizeOf(file)).toBeLessThanOrEqual(most);
});

test("what the package loads later is this and no more", async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, "index.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    external: ["js-tiktoken/*"],
    write: false,
    metafile: true,
    absWorkingDir: import.meta.dirname,
  });
  const later = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path),
  );
  expect([...new Set(later)].sort()).toEqual([
    "gpt1/gpt1.ts",
    "js-tiktoken/ranks/cl100k_base",
    "js-tiktoken/ranks/gpt2",
    "js-tiktoken/ranks/o200k_base",
    "split/certain.ts",
    "stream-ids.ts",
  ]);
});
