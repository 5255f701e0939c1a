import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordPieceFromVocab } from "../formats/vocab-txt.ts";
import { tokenizerFromJson } from "../from-json.ts";
import { codeOf } from "../testing/errors.ts";
import { anyText } from "../testing/text-arbitrary.ts";
import { referenceWordPiece } from "./reference.test-util.ts";

// The vocabulary of BERT's own unit tests (google-research/bert, tokenization_test.py).
const VOCAB = "[UNK] [CLS] [SEP] want ##want ##ed wa un runn ##ing ,".split(" ");
const small = wordPieceFromVocab(VOCAB.join("\n"));

describe("WordPiece", () => {
  test("gives the ids of BERT's unit tests", () => {
    expect([...small.encode("UNwant\u00E9d,running")]).toEqual([7, 4, 5, 10, 8, 9]);
    expect([...small.encode("unwantedX running")]).toEqual([0, 8, 9]);
    expect([...small.encode("")]).toEqual([]);
  });

  test("adds [CLS] and [SEP] where asked to", () => {
    expect([...small.encode("want", { addSpecials: true })]).toEqual([1, 3, 2]);
    expect(small.count("want", { addSpecials: true })).toBe(3);
    const pair = small.encodePair("want", "wa", { addSpecials: true });
    expect([...pair.ids]).toEqual([1, 3, 2, 6, 2]);
    expect([...pair.types]).toEqual([0, 0, 0, 1, 1]);
    expect([...small.encodePair("want", "wa").ids]).toEqual([3, 6]);
  });

  test("an unassigned code point in a block of ideographs is dropped, and parts no word", () => {
    const pieces = VOCAB.join("\n");
    const huggingFace = wordPieceFromVocab(pieces, { variant: "hugging-face" });
    expect([...huggingFace.encode("un\u{2FA1E}runn")]).toEqual([0]);
    expect([...wordPieceFromVocab(pieces).encode("un\u{2FA1E}runn")]).toEqual([7, 0, 8]);
  });

  test("says where each piece stands, through lower case and lost accents", () => {
    const { ids, starts, ends } = small.encodeWithOffsets("\x00 UNwant\u00E9d, zzz", {
      addSpecials: true,
    });
    expect([...ids]).toEqual([1, 7, 4, 5, 10, 0, 2]);
    expect([...starts]).toEqual([0, 2, 4, 8, 10, 12, 15]);
    expect([...ends]).toEqual([0, 4, 8, 10, 11, 15, 15]);
  });

  test("puts pieces together, whole and streamed", () => {
    expect(small.decode([7, 4, 5, 10, 8, 9])).toBe("unwanted , running");
    const stream = small.decoder();
    const said = [7, 4, 5, 10, 8, 9].map((id) => stream.push(id));
    expect(said.join("") + stream.flush()).toBe("unwanted , running");
    expect(stream.push(8)).toBe("runn");
  });

  test("special tokens are text unless allowed", () => {
    expect([...small.encode("want[SEP]wa", { allowedSpecial: "all" })]).toEqual([3, 2, 6]);
    expect([...small.encode("[SEP]")]).toEqual([0, 0, 0]);
  });

  test("refuses ids and vocabularies that cannot be", async () => {
    expect(await codeOf(() => small.decode([11]))).toBe("ID_OUT_OF_RANGE");
    expect(await codeOf(() => small.decoder().push(-1))).toBe("ID_OUT_OF_RANGE");
    expect(await codeOf(() => wordPieceFromVocab("a\nb"))).toBe("VOCABULARY_INVALID");
    expect(await codeOf(() => wordPieceFromVocab("[UNK]\n\nb"))).toBe("VOCABULARY_INVALID");
    expect(await codeOf(() => wordPieceFromVocab("[UNK]\nb\nb"))).toBe("VOCABULARY_DUPLICATE");
  });

  test("comes back from JSON as what it was", async () => {
    for (const lowerCase of [true, false])
      for (const variant of ["google", "hugging-face"] as const) {
        const tokenizer = wordPieceFromVocab(VOCAB.join("\n"), { lowerCase, variant });
        const again = await tokenizerFromJson(JSON.stringify(tokenizer));
        expect(again.toJSON()).toEqual(tokenizer.toJSON());
        expect(again.encodePair("want", "wa", { addSpecials: true }).ids.length).toBe(5);
      }
  });

  test.each([
    ["normalizer", { type: "NFC" }],
    ["pre_tokenizer", null],
    ["post_processor", { type: "ByteLevel" }],
  ])("a file with another %s is refused", async (field, value) => {
    const file = { ...JSON.parse(JSON.stringify(small)), [field]: value };
    expect(await codeOf(() => tokenizerFromJson(file))).toBe("TOKENIZER_UNSUPPORTED");
  });
});

describe.skipIf(!hasShared("data", "tokenizers"))("BERT's uncased vocabulary", () => {
  const text = readFileSync(
    shared("data", "tokenizers", "vocab", "bert_uncased", "vocab.txt"),
    "utf8",
  );
  const google = wordPieceFromVocab(text);
  const huggingFace = wordPieceFromVocab(text, { variant: "hugging-face" });
  const cased = wordPieceFromVocab(text, { lowerCase: false });

  test("all strings have the ids of both reference programs", () => {
    const lines = readFileSync(shared("vectors", "tokenizers", "bert_uncased.jsonl"), "utf8");
    let specials = 0;
    for (const line of lines.trimEnd().split("\n")) {
      const { text: input, ids, ids_hf_special } = JSON.parse(line);
      expect([...google.encode(input)], JSON.stringify(input)).toEqual(ids);
      const special = huggingFace.encode(input, { allowedSpecial: "all" });
      expect([...special], JSON.stringify(input)).toEqual(ids_hf_special ?? ids);
      if (ids_hf_special) specials++;
    }
    expect(specials).toBeGreaterThan(50);
  });

  test("the vectors of the specification hold", () => {
    const path = shared("spec", "tokenizer-vectors", "bert_vectors.json");
    const { vectors } = JSON.parse(readFileSync(path, "utf8"));
    for (const vector of vectors) expect([...google.encode(vector.text)]).toEqual(vector.ids);
  });

  test.each([
    ["Google's", google],
    ["Hugging Face's", huggingFace],
    ["cased", cased],
  ] as const)("%s: random texts have the ids of the published algorithm", (_name, tokenizer) => {
    const reference = referenceWordPiece(tokenizer.parts);
    fc.assert(
      fc.property(anyText, (input) => {
        const expected = reference(input);
        expect([...tokenizer.encode(input)]).toEqual(expected);
        const { ids, starts, ends } = tokenizer.encodeWithOffsets(input);
        expect([...ids]).toEqual(expected);
        expect(starts.length).toBe(expected.length);
        starts.forEach((start, i) => {
          expect(start).toBeLessThan(ends[i] as number);
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : (starts[i - 1] as number));
        });
      }),
      { numRuns: 2000 },
    );
  });

  test("a text in parts has the ids of the whole", async () => {
    const input = "The quick brown fox [MASK] jumps\nover  the lazy dog. 深度学习 [CLS]".repeat(9);
    const ids: number[] = [];
    const parts = input.match(/.{1,7}/gsu) as string[];
    for await (const some of google.encodeStream(parts, { allowedSpecial: "all" }))
      ids.push(...some);
    expect(ids).toEqual([...google.encode(input, { allowedSpecial: "all" })]);
  });

  test("the work grows with the text, whatever the words", () => {
    const perUnit = (make: string): number => {
      const before = google.work;
      google.count(make);
      return (google.work - before) / make.length;
    };
    const prose = perUnit("the unaffable embeddings of tokenization ".repeat(1000));
    expect(perUnit("a".repeat(100_000))).toBeLessThanOrEqual(3 * prose);
    expect(perUnit(`${"a".repeat(199)} `.repeat(500))).toBeLessThanOrEqual(3 * prose);
    expect(perUnit("深度学习".repeat(20_000))).toBeLessThanOrEqual(3 * prose);
    expect(perUnit(`${"international".repeat(15)} `.repeat(500))).toBeLessThanOrEqual(3 * prose);
  });
});
