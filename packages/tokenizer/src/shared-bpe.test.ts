import { describe, expect, test } from "vitest";
import { tokenizerFromJson } from "./from-json.ts";
import type { SharedBpeTokenizer } from "./shared-bpe.ts";
import { codeOf } from "./testing/errors.ts";

const PIECES = [
  "<unk>",
  "</s>",
  "l",
  "o",
  "w",
  "w</w>",
  "e",
  "r</w>",
  "t</w>",
  "lo",
  "low</w>",
  "low",
];

/** A file as Hugging Face's trainer writes it, but for the merges that a test wants. */
async function load(merges: string[], change: object = {}): Promise<SharedBpeTokenizer> {
  const vocab = Object.fromEntries(PIECES.map((piece, id) => [piece, id]));
  const file = {
    added_tokens: [
      { id: 0, content: "<unk>" },
      { id: 1, content: "</s>" },
    ],
    pre_tokenizer: { type: "WhitespaceSplit" },
    model: { type: "BPE", vocab, merges, unk_token: "<unk>", end_of_word_suffix: "</w>" },
    ...change,
  };
  return (await tokenizerFromJson(file)) as SharedBpeTokenizer;
}

const MERGES = ["l o", "lo w</w>", "lo w"];
const tokenizer = await load(MERGES);

describe("shared BPE", () => {
  test("merges the characters of a word, the last of which ends it", () => {
    expect(tokenizer.type).toBe("shared-bpe");
    expect([...tokenizer.encode("low lower")]).toEqual([10, 11, 6, 7]);
    expect([...tokenizer.encode("  lot\nlow ")]).toEqual([9, 8, 10]);
  });

  test("an unknown character is one unknown token", () => {
    expect([...tokenizer.encode("l\u4E2D\u{1F642}w")]).toEqual([2, 0, 0, 5]);
    expect([...tokenizer.encode("lo")]).toEqual([2, 0]);
  });

  test("says where pieces stand", () => {
    const { starts, ends } = tokenizer.encodeWithOffsets("low \u{1F642}ower");
    expect([...starts]).toEqual([0, 4, 6, 7, 8, 9]);
    expect([...ends]).toEqual([3, 6, 7, 8, 9, 10]);
  });

  test("words come back with single blanks", () => {
    expect(tokenizer.decode(tokenizer.encode("low  lower"))).toBe("low lower");
  });

  test("comes back from JSON as what it was", async () => {
    const again = await tokenizerFromJson(JSON.stringify(tokenizer));
    expect(again.toJSON()).toEqual(tokenizer.toJSON());
    expect([...again.encode("low lower")]).toEqual([10, 11, 6, 7]);
  });

  test("a text in parts has the ids of the whole", async () => {
    const ids: number[] = [];
    for await (const some of tokenizer.encodeStream(["lo", "w lo", "wer", " low"]))
      ids.push(...some);
    expect(ids).toEqual([...tokenizer.encode("low lower low")]);
  });

  test("a long word takes time in proportion to its length", () => {
    const before = tokenizer.work;
    tokenizer.count("low".repeat(1000));
    const short = tokenizer.work - before;
    tokenizer.count("low".repeat(50_000));
    expect(tokenizer.work - before - short).toBeLessThanOrEqual(short * 55);
  });

  test.each([
    ["a merge of nothing known", "VOCABULARY_INVALID", [...MERGES, "x y"], {}],
    ["a merge twice", "VOCABULARY_INVALID", [...MERGES, "l o"], {}],
    ["a merge into nothing known", "VOCABULARY_INVALID", ["o l"], {}],
    ["a normalizer", "TOKENIZER_UNSUPPORTED", MERGES, { normalizer: { type: "NFC" } }],
    [
      "another splitting",
      "TOKENIZER_UNSUPPORTED",
      MERGES,
      { pre_tokenizer: { type: "Metaspace" } },
    ],
    ["a special far off", "VOCABULARY_HOLE", MERGES, { added_tokens: [{ id: 99, content: "x" }] }],
    [
      "a special on a piece",
      "VOCABULARY_DUPLICATE",
      MERGES,
      { added_tokens: [{ id: 3, content: "x" }] },
    ],
  ])("%s: %s", async (_name, code, merges, change) => {
    expect(await codeOf(() => load(merges, change))).toBe(code);
  });
});
