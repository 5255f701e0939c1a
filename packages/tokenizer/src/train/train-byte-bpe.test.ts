import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import { describe, expect, test } from "vitest";
import { spell } from "../byte-standins.ts";
import { tokenizerFromJson } from "../from-json.ts";
import { codeOf } from "../testing/errors.ts";
import type { TrainProgress } from "./progress.ts";
import { trainByteBpe } from "./train-byte-bpe.ts";

/** The textbook: count all pairs anew for every merge. */
function bruteForce(words: readonly (readonly number[])[], merges: number): number[][] {
  let current = words.map((word) => [...word]);
  const learnt: number[][] = [];
  for (let id = 256; learnt.length < merges; id++) {
    const counts = new Map<string, number>();
    for (const word of current)
      for (let i = 1; i < word.length; i++) {
        const key = `${word[i - 1]},${word[i]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    const best = [...counts]
      .map(([key, count]) => [...key.split(",").map(Number), count] as [number, number, number])
      .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1])[0];
    if (best === undefined || best[2] < 2) return learnt;
    const [left, right] = best;
    learnt.push([left, right]);
    current = current.map((word) => join(word, left, right, id));
  }
  return learnt;
}

function join(word: readonly number[], left: number, right: number, id: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) {
      out.push(id);
      i++;
    } else {
      out.push(word[i] as number);
    }
  }
  return out;
}

describe("training byte-level BPE", () => {
  test("merges the most frequent pair first, the smaller ids where two are equal", async () => {
    const { parts } = await trainByteBpe(["abab cdcd"], { vocabSize: 259, specials: [] });
    const merges = Array.from({ length: parts.rules.count }, (_, rank) =>
      spell(parts.tokens.of(256 + rank)),
    );
    expect(merges).toEqual(["ab", "cd"]);
  });

  test("learns what counting anew for every merge learns", async () => {
    const text = "she sells sea shells by the sea shore; aaaa aaaaa aaa the shells she sells";
    const tokenizer = await trainByteBpe([text.repeat(2)], { vocabSize: 300, specials: [] });
    const { rules, tokens } = tokenizer.parts;
    const bytes = new TextEncoder();
    const ids = new Map(Array.from({ length: 256 }, (_, id) => [tokens.of(id)[0], id]));
    const words = text
      .repeat(2)
      .match(/ ?\p{L}+| ?[^\s\p{L}]+/gu)
      ?.map((word) => Array.from(bytes.encode(word), (byte) => ids.get(byte) as number));
    const learnt = Array.from({ length: rules.count }, (_, i) => [rules.left[i], rules.right[i]]);
    expect(learnt).toEqual(bruteForce(words as number[][], 44));
  });

  test("an infrequent pair is not merged, and the vocabulary stays smaller", async () => {
    const options = { vocabSize: 1000, minFrequency: 3, specials: [] };
    const tokenizer = await trainByteBpe(["xyxy xy qr"], options);
    expect(tokenizer.vocabSize).toBe(257);
    expect(tokenizer.parts.training).toMatchObject({ minFrequency: 3, vocabSize: 1000 });
  });

  test("the order of documents does not matter, and its file says how it came about", async () => {
    const options = { vocabSize: 290 };
    const a = await trainByteBpe(["low lower lowest", "new newer newest"], options);
    const b = await trainByteBpe(["new newer newest", "low lower lowest"], options);
    expect(a.toJSON()).toEqual(b.toJSON());
    expect(JSON.stringify(a)).toContain("most frequent pair; ties: smaller left id");
    expect((await tokenizerFromJson(JSON.stringify(a))).toJSON()).toEqual(a.toJSON());
  });

  test("progress counts bytes and pieces, then merges", async () => {
    const seen: TrainProgress[] = [];
    await trainByteBpe(["ab ab", "cd"], { vocabSize: 260, onProgress: (p) => seen.push(p) });
    expect(seen).toEqual([
      { phase: "count", bytes: 5, pieces: 2 },
      { phase: "count", bytes: 7, pieces: 3 },
    ]);
  });

  test.each([
    ["VOCAB_SIZE_INVALID", { vocabSize: 256 }],
    ["VOCAB_SIZE_INVALID", { vocabSize: 300.5 }],
    ["MIN_FREQUENCY_INVALID", { vocabSize: 300, minFrequency: 0 }],
    ["PATTERN_INVALID", { vocabSize: 300, pattern: "(" }],
    ["SPECIAL_INVALID", { vocabSize: 300, specials: ["<a>", "<a>"] }],
  ])("%s for %j", async (code, options) => {
    expect(await codeOf(() => trainByteBpe(["ab"], options))).toBe(code);
  });
});

interface TrainVector {
  readonly vocab_size: number;
  readonly merges: [string, string][];
  readonly test_text_first_chars: number;
  readonly test_ids: number[];
}

test.skipIf(!hasShared("vectors", "tokenizers"))(
  "Shakespeare gives the merges and ids of the reference trainer",
  async () => {
    const vector: TrainVector = JSON.parse(
      readFileSync(shared("vectors", "tokenizers", "bpe_train.json"), "utf8"),
    );
    const text = readFileSync(shared("data", "lm", "tinyshakespeare.txt"), "utf8").slice(0, 99_991);
    const tokenizer = await trainByteBpe([text], { vocabSize: vector.vocab_size, specials: [] });
    const { model } = tokenizer.toJSON() as { model: { merges: string[] } };
    expect(model.merges).toEqual(vector.merges.map((pair) => pair.join(" ")));
    const ids = tokenizer.encode(text.slice(0, vector.test_text_first_chars));
    expect([...ids]).toEqual(vector.test_ids);
  },
);
