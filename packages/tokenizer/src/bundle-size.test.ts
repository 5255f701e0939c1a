import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Gzipped kilobytes that a browser loads for an export of this package, ranks left out. */
async function sizeOf(name: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${name} from ${JSON.stringify(join(import.meta.dirname, "index.ts"))}`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    external: ["js-tiktoken/*"],
  });
  return gzipSync(outputFiles[0]?.contents as Uint8Array, { level: 9 }).length / 1000;
}

test.each([
  "gpt2Tokenizer",
  "o200kTokenizer",
  "byteBpeFromTiktoken",
  "byteBpeFromVocabBpe",
  "wordPieceFromVocab",
  "gpt1FromFiles",
  "byteTokenizer",
  "trainByteBpe",
  "trainWordPiece",
  "trainSharedBpe",
  "trainChar",
])("%s: at most 15 KB", async (name) => {
  expect(await sizeOf(`{ ${name} }`)).toBeLessThanOrEqual(15);
});

test("what needs every family is larger: reading any file, and the whole package", async () => {
  expect(await sizeOf("{ tokenizerFromJson }")).toBeLessThanOrEqual(24);
  expect(await sizeOf("*")).toBeLessThanOrEqual(32);
});
