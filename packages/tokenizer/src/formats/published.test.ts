import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import { describe, expect, test } from "vitest";
import { tokenizerFromJson } from "../from-json.ts";
import { gpt2Tokenizer } from "../published.ts";
import { byteBpeFromTiktoken } from "./tiktoken.ts";
import { byteBpeFromVocabBpe } from "./vocab-bpe.ts";

const gpt2 = await gpt2Tokenizer();
const TEXT = "The quick brown fox — 1234 naïve 中文 🙂.\n\nDon't stop<|endoftext|>  now\t!";

describe.skipIf(!hasShared("data", "tokenizers"))("OpenAI's own files of GPT-2", () => {
  const file = (name: string): string =>
    readFileSync(shared("data", "tokenizers", "vocab", "gpt2", name), "utf8");

  test("hold the merges and ids of the packaged ranks", () => {
    const read = byteBpeFromVocabBpe(file("vocab.bpe"), JSON.parse(file("encoder.json")));
    expect(read.vocabSize).toBe(50257);
    expect([...read.specials]).toEqual([...gpt2.specials]);
    expect(read.toJSON()).toEqual(gpt2.toJSON());
  });
});

test("GPT-2 comes back from tokenizer.json with the same ids", async () => {
  const again = await tokenizerFromJson(JSON.stringify(gpt2));
  expect(again.encode(TEXT)).toEqual(gpt2.encode(TEXT));
  expect(again.toJSON()).toEqual(gpt2.toJSON());
});

test("GPT-2 comes back from .tiktoken lines", () => {
  const { tokens } = gpt2.parts;
  const lines = Array.from({ length: 50_256 }, (_, id) => {
    return `${Buffer.from(tokens.of(id)).toString("base64")} ${id}\n`;
  });
  const again = byteBpeFromTiktoken(lines.join(""), { specials: { "<|endoftext|>": 50256 } });
  expect(again.toJSON()).toEqual(gpt2.toJSON());
});
