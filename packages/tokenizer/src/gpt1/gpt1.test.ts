import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gpt1FromFiles } from "../formats/gpt1-files.ts";
import { tokenizerFromJson } from "../from-json.ts";
import { anyText } from "../testing/text-arbitrary.ts";
import { fixText } from "./fix-text.ts";
import { Rewritten } from "./rewritten.ts";
import { standardize } from "./standardize.ts";
import { words } from "./words.ts";

interface Vector {
  readonly cat: string;
  readonly text: string;
  /** After each stage, where it changed something. */
  readonly fixed?: string;
  readonly standardized?: string;
  readonly words: string[];
  readonly ids: number[];
}

describe.skipIf(!hasShared("data", "tokenizers"))("GPT-1's tokenizer", () => {
  const file = (name: string): string =>
    readFileSync(shared("data", "tokenizers", "vocab", "gpt1", name), "utf8");
  const [merges, encoder] = [file("vocab_40000.bpe"), JSON.parse(file("encoder_bpe_40000.json"))];
  const tokenizer = gpt1FromFiles(merges, encoder);
  const vectors: Vector[] = readFileSync(shared("vectors", "tokenizers", "gpt1.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

  test("has the ids of the reference for every recorded word", () => {
    for (const { words, ids } of vectors)
      expect(words.flatMap((word) => [...tokenizer.idsOf(word)])).toEqual(ids);
  });

  test("has what the reference has after each stage", () => {
    for (const { text, fixed = text, standardized = fixed, words: expected } of vectors) {
      const rewritten = new Rewritten(text, false);
      fixText(rewritten);
      expect(rewritten.text).toBe(fixed);
      standardize(rewritten);
      expect(rewritten.text).toBe(standardized);
      expect(words(rewritten.text)).toEqual(expected);
    }
  });

  test("has the ids of the reference end to end, for all 1,215 strings", () => {
    expect(vectors).toHaveLength(1215);
    for (const { text, ids } of vectors) expect([...tokenizer.encode(text)], text).toEqual(ids);
  });

  test("the vectors of the specification hold", () => {
    const path = shared("spec", "tokenizer-vectors", "gpt1_vectors.json");
    const { vectors: published } = JSON.parse(readFileSync(path, "utf8")) as { vectors: Vector[] };
    for (const { text, ids } of published) expect([...tokenizer.encode(text)], text).toEqual(ids);
  });

  test("decodes to lower case with blanks between words, whole and streamed", () => {
    const ids = tokenizer.encode("Hello, World!\nIt's fine.");
    expect(tokenizer.decode(ids)).toBe("hello , world ! \n it 's fine .");
    const stream = tokenizer.decoder();
    const said = [...ids].map((id) => stream.push(id)).join("") + stream.flush();
    expect(said).toBe("hello , world ! \n it 's fine .");
  });

  test("sets the tokens of fine-tuning around texts where asked to", () => {
    const tuned = gpt1FromFiles(merges, encoder, { fineTuning: true });
    expect(tuned.vocabSize).toBe(40_481);
    const pair = tuned.encodePair("a", "b", { addSpecials: true });
    expect([...pair.ids]).toEqual([40_478, 246, 40_479, 259, 40_480]);
    expect([...tuned.encode("a", { addSpecials: true })]).toEqual([40_478, 246, 40_480]);
  });

  test("says where pieces stand in the text as it was before all stages", () => {
    const text = "\u00ABHe\u2019ll say: caf\u0065\u0301 \u2026\r\n&amp; ISN\u2019T  it?";
    const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
    expect([...ids]).toEqual([...tokenizer.encode(text)]);
    const said = Array.from(ids, (_, i) => text.slice(starts[i], ends[i]));
    expect(said).toEqual([
      ..."\u00AB He \u2019ll say : cafe\u0301 \u2026".split(" "),
      "\r\n",
      ..."&amp; IS N\u2019T it ?".split(" "),
    ]);
  });

  test("offsets lie in order inside the text, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
        expect(ids).toEqual(tokenizer.encode(text));
        starts.forEach((start, i) => {
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : (starts[i - 1] as number));
          expect(ends[i]).toBeLessThanOrEqual(text.length);
          expect(start).toBeLessThan(ends[i] as number);
        });
      }),
      { numRuns: 1000 },
    );
  });

  test("comes back from JSON as what it was", async () => {
    const tuned = gpt1FromFiles(merges, encoder, { fineTuning: true });
    const again = await tokenizerFromJson(JSON.stringify(tuned));
    expect(again.type).toBe("gpt1-bpe");
    expect(again.toJSON()).toEqual(tuned.toJSON());
    expect(again.encode("It's \u201Cfine\u201D", { addSpecials: true })).toEqual(
      tuned.encode("It's \u201Cfine\u201D", { addSpecials: true }),
    );
  });

  test("the work of merging grows with the text, whatever it is", () => {
    const perUnit = (text: string): number => {
      const before = tokenizer.work;
      tokenizer.count(text);
      return (tokenizer.work - before) / text.length;
    };
    const words = Array.from({ length: 2000 }, (_, i) => `unre${i.toString(36)}tract${i}ing`);
    const prose = perUnit(words.join(" "));
    for (const hard of ["a", "ab.", "'", "\u6DF1\u5EA6\u5B66\u4E60", "x=y"])
      expect(perUnit(hard.repeat(100_000)), hard).toBeLessThanOrEqual(3 * prose);
  });
});
