import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeBatch as fromSources } from "./node.ts";
import { codeOf } from "./testing/errors.ts";
import { seeded } from "./testing/reference-bpe.ts";
import { trainByteBpe } from "./train/train-byte-bpe.ts";

const random = seeded(7);
const words = ["low", "lower", "lowest", "new", "newer", "wide", "\u6DF1\u5EA6", "\u{1F642}", "\n"];
const texts = Array.from({ length: 60 }, () =>
  Array.from({ length: Math.floor(random() * 8000) }, () => words[Math.floor(random() * 9)]).join(
    " ",
  ),
);
const tokenizer = await trainByteBpe([texts.join("\n")], { vocabSize: 300 });

describe("a batch in several threads", () => {
  const folder = mkdtempSync(join(tmpdir(), "tokenizer-"));
  let node: typeof import("./node.ts");
  beforeAll(async () => {
    // Threads run what is built: workers know no TypeScript.
    await build({
      entryPoints: ["node.ts", "encode-worker.ts"].map((file) => join(import.meta.dirname, file)),
      outdir: folder,
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["js-tiktoken/*"],
      outExtension: { ".js": ".js" },
    });
    node = await import(/* @vite-ignore */ join(folder, "node.js"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("has the ids of each text, in their order", async () => {
    const ids = await node.encodeBatch(tokenizer, texts, { threads: 3 });
    expect(ids).toEqual(tokenizer.encodeBatch(texts));
  });

  test("a pool can be asked again, also at the same time", async () => {
    const pool = new node.EncodePool(tokenizer, 2);
    const [a, b] = await Promise.all([
      pool.encodeBatch(texts.slice(0, 20)),
      pool.encodeBatch(["x<|endoftext|>"], { allowedSpecial: "all" }),
    ]);
    expect(a).toEqual(tokenizer.encodeBatch(texts.slice(0, 20)));
    expect(b).toEqual([tokenizer.encode("x<|endoftext|>", { allowedSpecial: "all" })]);
    await pool.close();
  });

  test("errors come back with their code", async () => {
    const options = { threads: 2, allowedSpecial: ["<|nope|>"] };
    const run = (): unknown => node.encodeBatch(tokenizer, texts, options);
    expect(await codeOf(run)).toBe("SPECIAL_UNKNOWN");
    expect(await codeOf(() => new node.EncodePool(tokenizer, 0))).toBe("THREADS_INVALID");
    expect(await codeOf(() => node.encodeBatch(tokenizer, [], { threads: 0.5 }))).toBe(
      "THREADS_INVALID",
    );
  });

  test("no texts have no ids, and a few are encoded in this thread", async () => {
    expect(await node.encodeBatch(tokenizer, [])).toEqual([]);
    expect(await node.encodeBatch(tokenizer, ["low"])).toEqual([tokenizer.encode("low")]);
  });
});

test("without the built worker a batch is encoded in this thread", async () => {
  expect(await fromSources(tokenizer, texts)).toEqual(tokenizer.encodeBatch(texts));
});
