import fc from "fast-check";
import { byteTokenizer } from "../byte.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "../published.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { trainByteBpe } from "../train/train-byte-bpe.ts";
import { trainGpt1Bpe, trainSharedBpe } from "../train/train-word-bpe.ts";
import { trainWordPiece } from "../train/train-wordpiece.ts";
import { referenceWordPiece } from "../wordpiece/reference.test-util.ts";
import { type ReferenceEncoder, referenceByteBpe, referenceSharedBpe } from "./reference-encode.ts";
import { referenceGpt1 } from "./reference-gpt1.ts";
import { anyText } from "./text-arbitrary.ts";

/** A tokenizer and the slow encoder that it is held against. */
export interface Pair {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly reference: ReferenceEncoder;
  /** Texts that its rules are for, besides those of all. */
  readonly text?: fc.Arbitrary<string>;
}

const TEXT =
  "the cat sat on the mat; the cats' hats — naïve Ωμέγα Σίσυφος 深度学习 123 1999\n\n\t(🙂)";

const fromText = fc.array(fc.constantFrom(...TEXT), { maxLength: 60 }).map((c) => c.join(""));
const bytes = fc
  .uint8Array({ maxLength: 80 })
  .map((array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(array));
const run = fc
  .tuple(
    fc.constantFrom("a", "-", "'", "ab", "深", " ", "\n", "é"),
    fc.integer({ max: 90, min: 1 }),
  )
  .map(([part, times]) => part.repeat(times));

/** What the stages of GPT-1 change, split or leave alone. */
const GPT1_TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."don't cannot I'll o.O :D >.< Mr. e.g. a.m. 10am 's 'em '' ''' .. ... … — -- ~".split(
          " ",
        ),
        ..."US$5 C$ $1.50 5km 20% 3kg. 5°F. Ab.C aB.c a,b a-b a--b 1-2 1*-2 a=b x:1".split(" "),
        ..."foo.com a@b.co www.A.com:80/x / * + - = : < > &amp; &lt; &#233; &#x110000;".split(" "),
        ..."&nbsp; â€™ Ã© Ã¢â‚¬â„¢ É« ﬁ ŉ Ｌ１ “ ’ ´ – ☺ ⭿ \x93 \ud800 e\u0301".split(" "),
        ..."\x1b[1m \x85 \u2028 \r\n".split(" "),
        ..." \n\t\xa0\u3000<>&'\".,!?;()[]{}|_#§°²0123aAbBzZéßσΣ深",
      ),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

/** Random texts: of any characters, those that were trained on, any bytes, and runs. */
const ANY = fc.oneof(anyText, fromText, bytes, run);

/** Every family that has a reference. */
export async function fuzzPairs(): Promise<Pair[]> {
  const texts = [TEXT.repeat(3)];
  const byteBpe = {
    gpt2: await gpt2Tokenizer(),
    cl100k: await cl100kTokenizer(),
    o200k: await o200kTokenizer(),
    byte: byteTokenizer(),
    "trained byte-bpe": await trainByteBpe(texts, { vocabSize: 300 }),
  };
  const wordpiece = {
    "wordpiece (Google)": await trainWordPiece(texts, { vocabSize: 150 }),
    "wordpiece (Hugging Face, cased)": await trainWordPiece(texts, {
      vocabSize: 160,
      variant: "hugging-face",
      lowerCase: false,
      form: "frequency",
    }),
  };
  const shared = await trainSharedBpe(texts, { vocabSize: 140 });
  const gpt1 = await trainGpt1Bpe(texts, { vocabSize: 140 });
  return [
    ...Object.entries(byteBpe).map(([name, tokenizer]) => {
      return { name, tokenizer, reference: referenceByteBpe(tokenizer) };
    }),
    ...Object.entries(wordpiece).map(([name, tokenizer]) => {
      return { name, tokenizer, reference: referenceWordPiece(tokenizer.parts) };
    }),
    { name: "shared-bpe", tokenizer: shared, reference: referenceSharedBpe(shared) },
    { name: "gpt1-bpe", tokenizer: gpt1, reference: referenceGpt1(gpt1), text: GPT1_TEXT },
  ];
}

/** Texts from one seed; so a difference is found again at once from the seed that it names. */
const RUNS = 200;

/**
 * Random texts through a tokenizer and its reference: those of `seed`, of `seed + 1`, … until the
 * processor time is up.
 *
 * @param milliseconds of this process' processor time: others on the machine do not count
 * @returns how many texts there were; throws at the first difference, with its seed
 */
export function fuzz(
  { name, tokenizer, reference, text = ANY }: Pair,
  seed: number,
  milliseconds: number,
): number {
  const start = process.cpuUsage();
  const property = fc.property(fc.array(fc.oneof(ANY, text), { maxLength: 4 }), (parts) => {
    const one = parts.join("");
    const [got, expected] = [tokenizer.encode(one), reference(one)];
    if (String(got) === String(expected)) return;
    throw new Error(`${name}: [${got}] for ${JSON.stringify(one)}, expected [${expected}]`);
  });
  for (let runs = 0; ; runs += RUNS) {
    const { user, system } = process.cpuUsage(start);
    if (user + system > milliseconds * 1000) return runs;
    fc.assert(property, { seed: seed + runs / RUNS, numRuns: RUNS });
  }
}
