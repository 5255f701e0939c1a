import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byteTokenizer } from "./byte.ts";
import type { ByteBpeTokenizer } from "./byte-bpe.ts";
import { toTiktoken } from "./formats/tiktoken.ts";
import { GPT1_SPECIALS } from "./gpt1/specials.ts";
import { CL100K_PATTERN } from "./split/cl100k.ts";
import { GPT2_PATTERN } from "./split/gpt2.ts";
import { O200K_PATTERN } from "./split/o200k.ts";
import { seeded } from "./testing/reference-bpe.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { train } from "./train/train.ts";

// Made by tooling/reference/tokenizer_files.py from what this file writes under WRITE_TOKENIZERS.

const WORDS =
  "the of and to in a is that for it was on are as with his they be at one have this from or had by " +
  "hot word but what some we can out other were all there when up use your how said an each she " +
  "which do their time if will way about many then them write would like so these her long make " +
  "thing see him two has look more day could go come did number sound no most people my over know " +
  "water than call first who may down side been now find na\u00EFve caf\u00E9 \u00DCbung \u03B1\u03B2\u03B3 \u6DF1\u5EA6 \u5B66\u4E60 \u{1F642} 12 1999";

/** A corpus of common words in an order of chance. */
function corpus(): string {
  const random = seeded(42);
  const words = WORDS.split(" ");
  const sentence = (): string => {
    const length = 4 + Math.floor(random() * 9);
    const drawn = Array.from({ length }, () => words[Math.floor(random() * words.length)]);
    return `${drawn.join(" ")}${".,!?"[Math.floor(random() * 4)]}`;
  };
  return Array.from({ length: 400 }, sentence).join(" ");
}

const TEXTS = [
  "",
  "the water is hot, they said!",
  "  two  blanks\nand a\tline ",
  "na\u00EFve caf\u00E9 \u00DCbung \u6DF1\u5EA6\u5B66\u4E60 \u{1F642}\u{1F642}",
  "nobody knows the unknowable \u0416\u0416 12345 don't we'll I'M",
  'MiXed CaSe-words (and) "quotes"...',
  "thing thing\r\n\r\nthing\u3000\u00A0x",
  "a'b 's 'LL HTTPServer camelCase \u01C5\u0301",
];

const text = [corpus()];
const all: Record<string, Tokenizer> = {
  byte: byteTokenizer(),
  char: await train([...text, ...TEXTS], { family: "char" }),
  "byte-bpe": await train(text, { family: "byte-bpe", vocabSize: 600 }),
  "byte-bpe-cl100k": await train(text, {
    family: "byte-bpe",
    vocabSize: 500,
    pattern: CL100K_PATTERN,
  }),
  "byte-bpe-o200k": await train(text, {
    family: "byte-bpe",
    vocabSize: 500,
    pattern: O200K_PATTERN,
  }),
  "wordpiece-likelihood": await train(text, {
    family: "wordpiece",
    vocabSize: 300,
    variant: "hugging-face",
  }),
  "wordpiece-frequency": await train(text, {
    family: "wordpiece",
    vocabSize: 300,
    variant: "hugging-face",
    form: "frequency",
  }),
  "wordpiece-cased": await train(text, {
    family: "wordpiece",
    vocabSize: 300,
    variant: "hugging-face",
    lowerCase: false,
  }),
  "shared-bpe": await train(text, { family: "shared-bpe", vocabSize: 300 }),
  "gpt1-bpe": await train(text, {
    family: "gpt1-bpe",
    vocabSize: 300,
    specials: GPT1_SPECIALS,
  }),
};

const folder = process.env.WRITE_TOKENIZERS;
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, contents: string): void =>
    writeFileSync(join(folder, name), contents);
  for (const [name, tokenizer] of Object.entries(all))
    write(`${name}.json`, JSON.stringify(tokenizer));
  write("texts.json", JSON.stringify(TEXTS));
  write("corpus.txt", text.join(""));
  write("pattern.txt", GPT2_PATTERN);
  write("byte-bpe.tiktoken", toTiktoken(all["byte-bpe"] as ByteBpeTokenizer));
}

const path = join(import.meta.dirname, "..", "fixtures", "hugging-face.json");
const fixture = existsSync(path)
  ? (JSON.parse(readFileSync(path, "utf8")) as {
      ids: Record<string, number[][]>;
      pairs: Record<string, { ids: number[]; types: number[] }>;
      pieces: Record<string, string[]>;
    })
  : { ids: {}, pairs: {}, pieces: {} };

describe("our files in Hugging Face's tokenizers", () => {
  test.each(Object.keys(all))("%s: the same ids", (name) => {
    // They read GPT-1's with BERT's splitting, as they have neither ftfy nor spaCy.
    if (name === "gpt1-bpe") expect(fixture.ids[name]).toHaveLength(TEXTS.length);
    else
      expect(TEXTS.map((one) => [...(all[name] as Tokenizer).encode(one)])).toEqual(
        fixture.ids[name],
      );
  });

  test.each(Object.keys(all))("%s: the same ids and segments of a pair", (name) => {
    const pair = (all[name] as Tokenizer).encodePair("the water", "is hot", { addSpecials: true });
    const { ids, types } = fixture.pairs[name] ?? {};
    expect([...pair.ids]).toEqual(ids);
    expect([...pair.types]).toEqual(types);
  });

  test("a .tiktoken file of ours gives tiktoken the same ids", () => {
    const ours = TEXTS.map((one) => [...(all["byte-bpe"] as Tokenizer).encode(one)]);
    expect(ours).toEqual(fixture.ids["byte-bpe.tiktoken"]);
  });
});

test.each(["byte-bpe", "wordpiece-frequency", "shared-bpe"])(
  "%s: Hugging Face's trainer learns the same pieces",
  (name) => {
    const { model } = (all[name] as Tokenizer).toJSON() as {
      model: { vocab: Record<string, number> };
    };
    const byId = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
    const ours = byId.map(([piece]) => piece).filter((piece) => piece !== "<|endoftext|>");
    expect(ours).toEqual(fixture.pieces[name]);
  },
);
