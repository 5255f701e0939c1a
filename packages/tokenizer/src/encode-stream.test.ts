import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteTokenizer } from "./byte.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { codeOf } from "./testing/errors.ts";
import { seeded } from "./testing/reference-bpe.ts";
import { anyText } from "./testing/text-arbitrary.ts";
import type { StreamOptions, Tokenizer } from "./tokenizer.ts";
import { train } from "./train/train.ts";

const TEXT = "the cat's hat, the tale of 19 hats <b>&amp;</b> — naïve Ωμέγα 深度学习";
const specials = ["<unk>", "<|endoftext|>", "<|end", "|>x"];
const bpe = { family: "byte-bpe", vocabSize: 300, specials: specials.slice(1) } as const;

/** A tokenizer with a pattern of one's own. */
const split = (pattern: string): Promise<Tokenizer> => train([TEXT], { ...bpe, pattern });

const gpt2 = await gpt2Tokenizer();

/** Those whose streams hold a few words of an ordinary text. */
const BOUNDED: Record<string, Tokenizer> = {
  gpt2,
  cl100k: await cl100kTokenizer(),
  o200k: await o200kTokenizer(),
  byte: byteTokenizer(),
  char: await train([TEXT], { family: "char", unknown: "<unk>", specials: specials.slice(1) }),
  wordpiece: await train([TEXT], {
    family: "wordpiece",
    vocabSize: 90,
    specials: ["[UNK]", "[CLS]", "[SEP]", ...specials.slice(1)],
  }),
  "gpt1-bpe": await train([TEXT], {
    family: "gpt1-bpe",
    vocabSize: 90,
    specials: specials.slice(1),
  }),
  "shared-bpe": await train([TEXT], { family: "shared-bpe", vocabSize: 120, specials }),
  "words alone": await split("\\p{L}+"),
  "GPT-2's, written otherwise": await split(
    "'(?:t|s)|\\x20?\\p{L}+|[ ]?[0-9]{1,3}|(?: )?[^\\s\\p{L}\\d]+|\\s+$|\\s+(?!\\S)|\\s+?",
  ),
  "what may be longer": await split("ab*c|a|(?<rest>b{2,4}|t.e\\u0020)|h(?=e|$)|h(?!a| )"),
};

/** Those that are held to the end: their patterns look back, or far ahead. */
const HELD: Record<string, Tokenizer> = {
  "words that nothing stands before": await split("(?<!\\p{L})\\p{L}+"),
  "the ends of words": await split("\\b.+?\\b"),
  "two characters ahead": await split("\\p{L}(?=at)|\\S+"),
  "one piece": await split("^[^]*$"),
};

async function streamed(
  tokenizer: Tokenizer,
  texts: Iterable<string>,
  options?: StreamOptions,
): Promise<number[]> {
  const ids: number[] = [];
  for await (const some of tokenizer.encodeStream(texts, options))
    for (const id of some) ids.push(id);
  return ids;
}

/** What the stages and the patterns treat in a way of their own. */
const traps = fc
  .array(
    fc.constantFrom(
      ..."abcteh '\n\r\t<>&;.-\"!\u0301\u3000\x1b\x85…ﬁ",
      ..."&amp; &lt; â€™ \r\n cat's n't '' o.O 深 🙂 \ud83d \ude42 <|endoftext|> <|end |>x \x1b[1m".split(
        " ",
      ),
      "  ",
      " \n \n ",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe.each(Object.entries({ ...BOUNDED, ...HELD }))("%s", (_name, tokenizer) => {
  test("a text in parts has the ids of the whole, whatever the text and the parts", async () => {
    const cuts = fc.array(fc.nat(60), { maxLength: 6 });
    const allowed = fc.constantFrom<"all" | string[]>("all", []);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyText, traps),
        cuts,
        allowed,
        async (text, at, allowedSpecial) => {
          const places = [0, ...at.sort((a, b) => a - b), text.length];
          const parts = places.slice(1).map((to, i) => text.slice(places[i], to));
          const whole = tokenizer.encode(parts.join(""), { allowedSpecial });
          expect(await streamed(tokenizer, parts, { allowedSpecial })).toEqual([...whole]);
        },
      ),
      { numRuns: 700 },
    );
  });
});

/** A text of some length in parts of a few hundred characters. */
function parts(length: number): string[] {
  const random = seeded(3);
  const words = [...TEXT.split(" "), "\n", "\n\n", "cats.", "  ", "&amp;", "it’s", "(19%)"];
  const part = (): string =>
    Array.from({ length: 60 }, () => words[Math.floor(random() * words.length)]).join(" ");
  const all: string[] = [];
  for (let done = 0; done < length; done += (all.at(-1) as string).length) all.push(part());
  return all;
}

describe("a stream of 300,000 characters", () => {
  const text = parts(300_000);

  test.each(Object.entries(BOUNDED))("%s: holds less than 2,000 characters", async (_name, one) => {
    // The bound counts what is held, and refuses to hold more.
    const ids = await streamed(one, text, { maxHeld: 2000 });
    expect(String(ids) === String(one.encode(text.join("")))).toBe(true);
  });

  test.each(Object.entries(HELD))("%s: is refused where it has to be held", async (_name, one) => {
    expect(await codeOf(() => streamed(one, text, { maxHeld: 10_000 }))).toBe("STREAM_STUCK");
  });
});

test("a line without an end is fixed in parts, as ftfy does it", async () => {
  const gpt1 = BOUNDED["gpt1-bpe"] as Tokenizer;
  const text = "the cat’s hat &amp; ".repeat(60_000); // 1.2 million characters
  const chunks = Array.from({ length: 120 }, (_, i) => text.slice(i * 10_000, (i + 1) * 10_000));
  const ids = await streamed(gpt1, chunks, { maxHeld: 1_010_000 });
  expect(String(ids) === String(gpt1.encode(text))).toBe(true);
});

test("a word without an end is refused once it is too long", async () => {
  function* letters(): Generator<string> {
    for (let i = 0; i < 1000; i++) yield "aaaaaaaaaa";
  }
  for (const tokenizer of [gpt2, BOUNDED["shared-bpe"] as Tokenizer]) {
    expect(await codeOf(() => streamed(tokenizer, letters(), { maxHeld: 5000 }))).toBe(
      "STREAM_STUCK",
    );
    const ids = await streamed(tokenizer, letters(), { maxHeld: 10_000 });
    expect(ids).toEqual([...tokenizer.encode("a".repeat(10_000))]);
  }
});
test("a stream is encoded as it comes, not at its end", async () => {
  async function* endless(): AsyncGenerator<string> {
    for (;;) yield "some words of a file without an end\n";
  }
  let first = 0;
  for await (const ids of gpt2.encodeStream(endless())) {
    first += ids.length;
    if (first > 1000) break;
  }
  expect(first).toBeLessThan(1020);
});
