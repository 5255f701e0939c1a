import { describe, expect, test } from "vitest";
import { tokenizerFromJson } from "../from-json.ts";
import { codeOf } from "../testing/errors.ts";
import { seeded } from "../testing/reference-bpe.ts";
import type { MergeOrder } from "./merge-learner.ts";
import type { TrainProgress } from "./progress.ts";
import { train } from "./train.ts";
import { trainGpt1Bpe, trainSharedBpe } from "./train-word-bpe.ts";
import { trainWordPiece } from "./train-wordpiece.ts";

/** Words over a few letters, so that pairs often stand equally often. */
function randomText(seed: number): string {
  const random = seeded(seed);
  const word = (): string =>
    Array.from(
      { length: 1 + Math.floor(random() * 6) },
      () => "abcd"[Math.floor(random() * 4)],
    ).join("");
  return Array.from({ length: 120 }, word).join(" ");
}

/** Counts everything anew for every merge; symbols are texts, and ids their place in `pieces`. */
function bruteForce(
  words: string[][],
  pieces: string[],
  order: MergeOrder,
  minFrequency: number,
  join: (left: string, right: string) => string,
  size: number,
): string[] {
  const known = [...pieces];
  let current = words;
  while (known.length < size) {
    const [symbols, pairs] = [new Map<string, number>(), new Map<string, number>()];
    for (const word of current)
      word.forEach((symbol, i) => {
        symbols.set(symbol, (symbols.get(symbol) ?? 0) + 1);
        if (i > 0) {
          const pair = `${word[i - 1]} ${symbol}`;
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        }
      });
    const score = (pair: string, count: number): number => {
      const [a, b] = pair.split(" ") as [string, string];
      if (order === "frequency") return count;
      return count / ((symbols.get(a) as number) * (symbols.get(b) as number));
    };
    const [best] = [...pairs]
      .filter(([, count]) => count >= minFrequency)
      .map(([pair, count]) => {
        const [a, b] = pair.split(" ").map((symbol) => known.indexOf(symbol)) as [number, number];
        return { pair, a, b, score: score(pair, count) };
      })
      .sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b);
    if (best === undefined) return known;
    const [left, right] = best.pair.split(" ") as [string, string];
    known.push(join(left, right));
    current = current.map((word) => merged(word, left, right, join(left, right)));
  }
  return known;
}

function merged(word: string[], left: string, right: string, into: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < word.length; i++) {
    const both = word[i] === left && word[i + 1] === right;
    out.push(both ? into : (word[i] as string));
    if (both) i++;
  }
  return out;
}

const LETTERS = ["a", "b", "c", "d"];

describe("training WordPiece", () => {
  test.each(["likelihood", "frequency"] as const)(
    "%s: learns what counting anew learns",
    async (form) => {
      for (let seed = 1; seed <= 6; seed++) {
        const text = randomText(seed);
        const options = { vocabSize: 40, form, specials: ["[UNK]"] };
        const tokenizer = await trainWordPiece([text], options);
        const words = text
          .split(" ")
          .map((word) => [...word].map((c, i) => (i > 0 ? `##${c}` : c)));
        const start = ["[UNK]", ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)];
        const join = (left: string, right: string): string => left + right.slice(2);
        const expected = bruteForce(words, start, form, 2, join, 40);
        expect(tokenizer.parts.pieces).toEqual(expected);
      }
    },
  );

  test("splits text as it does when encoding, and knows every character of it", async () => {
    const tokenizer = await trainWordPiece(["Caf\u00E9, CAFE! \u6DF1\u5EA6"], { vocabSize: 60 });
    expect(tokenizer.decode(tokenizer.encode("caf\u00C9 \u5EA6!"))).toBe("cafe \u5EA6 !");
    expect([...tokenizer.encode("x")]).toEqual([tokenizer.specials.get("[UNK]")]);
  });

  test("keeps the most frequent characters where it is asked to", async () => {
    const options = { vocabSize: 30, alphabetLimit: 2, specials: ["[UNK]"] };
    const tokenizer = await trainWordPiece(["aab aac abd b"], options);
    expect(tokenizer.parts.pieces.slice(0, 5)).toEqual(["[UNK]", "a", "b", "##a", "##b"]);
    expect([...tokenizer.encode("c")]).toEqual([0]);
  });

  test("names its form and its tie rule in the file", async () => {
    const tokenizer = await trainWordPiece(["ab ab ab"], { vocabSize: 20 });
    const file = JSON.stringify(tokenizer);
    expect(file).toContain('"form":"likelihood"');
    expect(file).toContain("count(ab) / (count(a) * count(b))");
    expect((await tokenizerFromJson(file)).toJSON()).toEqual(tokenizer.toJSON());
  });
});

describe("training BPE over words", () => {
  test("learns what counting anew learns", async () => {
    for (let seed = 11; seed <= 16; seed++) {
      const text = randomText(seed);
      const tokenizer = await trainSharedBpe([text], { vocabSize: 40, specials: ["<unk>"] });
      const words = text.split(" ").map((word) => {
        const letters = [...word];
        return letters.map((c, i) => (i + 1 === letters.length ? `${c}</w>` : c));
      });
      const start = ["<unk>", ...LETTERS, ...LETTERS.map((letter) => `${letter}</w>`)];
      const join = (left: string, right: string): string => left + right;
      const expected = bruteForce(words, start, "frequency", 2, join, 40);
      expect(tokenizer.parts.pieces).toEqual(expected);
    }
  });

  test("one vocabulary serves both languages, in whatever order they come", async () => {
    const texts = ["the house is small", "das Haus ist klein", "the house , das Haus"];
    const a = await trainSharedBpe(texts, { vocabSize: 70 });
    const b = await trainSharedBpe([...texts].reverse(), { vocabSize: 70 });
    expect(a.toJSON()).toEqual(b.toJSON());
    expect(a.decode(a.encode("das house"))).toBe("das house");
  });

  test("GPT-1's: <unk>, characters, characters that end a word, merges, newline, specials", async () => {
    const options = { vocabSize: 40, specials: ["_start_", "_delimiter_", "_classify_"] };
    const tokenizer = await trainGpt1Bpe(["It\u2019s LOW,\nlow low."], options);
    const { pieces } = tokenizer.parts;
    const characters = [..."',.ilostw"];
    expect(pieces.slice(0, 10)).toEqual(["<unk>", ...characters]);
    expect(pieces.slice(10, 19)).toEqual(characters.map((c) => `${c}</w>`));
    expect(pieces.slice(-4)).toEqual(["\n</w>", ...options.specials]);
    expect(pieces).toContain("low</w>");
    const pair = tokenizer.encodePair("low", "low", { addSpecials: true });
    expect(pair.ids.length).toBe(5);
    const again = await tokenizerFromJson(JSON.stringify(tokenizer));
    expect(again.toJSON()).toEqual(tokenizer.toJSON());
  });

  test("without <unk> an unknown character is an error", async () => {
    const tokenizer = await trainSharedBpe(["ab ba"], { vocabSize: 4, specials: [] });
    expect(await codeOf(() => tokenizer.encode("ac"))).toBe("CHARACTER_UNKNOWN");
    expect(() => tokenizer.encode("ac")).toThrow('"c</w>"');
  });

  test("progress counts bytes and words", async () => {
    const seen: TrainProgress[] = [];
    const onProgress = (progress: TrainProgress): number => seen.push(progress);
    await trainSharedBpe(["\u00E9 b", "b c"], { vocabSize: 20, onProgress });
    expect(seen).toEqual([
      { phase: "count", bytes: 4, pieces: 2 },
      { phase: "count", bytes: 7, pieces: 3 },
    ]);
  });
});

test("one function trains every family", async () => {
  const texts = ["low lower lowest"];
  expect((await train(texts, { family: "char" })).type).toBe("char");
  for (const family of ["wordpiece", "gpt1-bpe", "shared-bpe"] as const)
    expect((await train(texts, { family, vocabSize: 60 })).type).toBe(family);
  expect((await train(texts, { family: "byte-bpe", vocabSize: 260 })).type).toBe("byte-bpe");
});

test.each([
  ["VOCAB_SIZE_INVALID", { vocabSize: 3 }],
  ["VOCAB_SIZE_INVALID", { vocabSize: 8 }],
  ["VOCAB_SIZE_INVALID", { vocabSize: 20.5 }],
  ["MIN_FREQUENCY_INVALID", { vocabSize: 50, minFrequency: 0 }],
  ["SPECIAL_INVALID", { vocabSize: 50, specials: ["[UNK]", "[UNK]"] }],
  ["VOCABULARY_INVALID", { vocabSize: 50, specials: ["[PAD]"] }],
])("%s for %j", async (code, options) => {
  expect(await codeOf(() => trainWordPiece(["abc abd"], options))).toBe(code);
});
