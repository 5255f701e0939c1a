import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gpt2Tokenizer } from "./published.ts";
import { anyText } from "./testing/text-arbitrary.ts";

const tokenizer = await gpt2Tokenizer();
const ids = (text: string, allowedSpecial?: "all"): number[] =>
  Array.from(tokenizer.encode(text, allowedSpecial ? { allowedSpecial } : {}));

describe("GPT-2's tokenizer", () => {
  test("has 50,257 ids, the last of which ends a document", () => {
    expect(tokenizer.vocabSize).toBe(50257);
    expect(tokenizer.endOfText).toBe(50256);
    expect([...tokenizer.specials]).toEqual([["<|endoftext|>", 50256]]);
  });

  test("gives the published ids", () => {
    expect(ids("Hello, world!")).toEqual([15496, 11, 995, 0]);
    expect(ids("The capital of France is")).toEqual([464, 3139, 286, 4881, 318]);
    expect(ids("\n\n")).toEqual([628]);
    expect(ids("🙂")).toEqual([8582, 25081]);
    expect(ids("")).toEqual([]);
  });

  test("takes a special token for text unless it is allowed", () => {
    expect(ids("a<|endoftext|>b")).toHaveLength(9);
    expect(ids("a<|endoftext|>b", "all")).toEqual([64, 50256, 65]);
  });

  test("counts what it encodes", () => {
    expect(tokenizer.count("Hello, world!")).toBe(4);
    expect(tokenizer.count("a<|endoftext|>", { allowedSpecial: "all" })).toBe(2);
  });

  test("gives every random text back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      { numRuns: 10_000 },
    );
  });

  test("gives every random text back with special tokens allowed", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text, { allowedSpecial: "all" }))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("gives the same ids for a text and for the two sides of a pre-token boundary", () => {
    expect(ids("one two three")).toEqual([...ids("one two"), ...ids(" three")]);
  });

  test("a text longer than the kept buffer has the ids of its parts", () => {
    const line = "The quick brown fox — 1234 naïve 中文 🙂.\n";
    const many = ids(line.repeat(2000));
    expect(many).toEqual(Array.from({ length: 2000 }, () => ids(line)).flat());
  });
});

interface Vector {
  readonly text: string;
  readonly ids: number[];
  readonly ids_special?: number[];
  readonly replaced?: string;
  readonly bytes_hex?: string;
  readonly gpt2?: number[];
}

function lines(name: string): Vector[] {
  const text = readFileSync(shared("vectors", "tokenizers", name), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe.skipIf(!hasShared("vectors", "tokenizers"))("the reference encodings", () => {
  test("all strings have the ids of the reference programs, plain and with special tokens", () => {
    for (const vector of lines("gpt2.jsonl")) {
      expect(ids(vector.text), vector.text).toEqual(vector.ids);
      const special = vector.ids_special ?? vector.ids;
      expect(ids(vector.text, "all"), vector.text).toEqual(special);
    }
  });

  test("all id sequences have the texts of the reference programs, whole and streamed", () => {
    for (const vector of lines("gpt2_decode.jsonl")) {
      expect(tokenizer.decode(vector.ids)).toBe(vector.text);
      expect(Buffer.from(tokenizer.decodeBytes(vector.ids)).toString("hex")).toBe(vector.bytes_hex);
      const stream = tokenizer.decoder();
      const streamed = vector.ids.map((id) => stream.push(id)).join("") + stream.flush();
      expect(streamed).toBe(vector.text);
    }
  });

  test("lone surrogates are encoded as U+FFFD", () => {
    for (const vector of lines("surrogates.jsonl")) {
      expect(ids(vector.text)).toEqual(vector.gpt2);
      expect(ids(vector.replaced as string)).toEqual(vector.gpt2);
      expect(tokenizer.decode(tokenizer.encode(vector.text))).toBe(vector.replaced);
    }
  });

  test("the vectors of the specification hold", () => {
    const path = shared("spec", "tokenizer-vectors", "gpt2_vectors.json");
    const { vectors } = JSON.parse(readFileSync(path, "utf8")) as { vectors: Vector[] };
    for (const vector of vectors) expect(ids(vector.text), vector.text).toEqual(vector.ids);
  });
});
