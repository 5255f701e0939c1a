import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteTokenizer } from "./byte.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { codeOf } from "./testing/errors.ts";
import { anyText } from "./testing/text-arbitrary.ts";
import { trainByteBpe } from "./train/train-byte-bpe.ts";
import { trainChar } from "./train/train-char.ts";
import { wellFormed } from "./utf8.ts";

const gpt2 = await gpt2Tokenizer();
const chars = await trainChar(["abc 🙂é'"], { unknown: "<unk>", specials: ["<|endoftext|>"] });
const own = await trainByteBpe(["the cat the hat"], { vocabSize: 262, pattern: "\\p{L}+" });

const ALL = {
  gpt2,
  cl100k: await cl100kTokenizer(),
  o200k: await o200kTokenizer(),
  byte: byteTokenizer(),
  char: chars,
  "a pattern of one's own": own,
};

describe.each(Object.entries(ALL))("%s", (_name, tokenizer) => {
  const random = (check: (text: string) => void | Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(anyText, async (text) => check(text)),
      { numRuns: 300 },
    );

  test("counts, fills an array and encodes a batch as it encodes", () =>
    random((text) => {
      const ids = tokenizer.encode(text);
      expect(tokenizer.count(text)).toBe(ids.length);
      const target = new Uint32Array(ids.length + 2).fill(7);
      expect(tokenizer.encodeInto(text, target)).toBe(ids.length);
      expect([...target]).toEqual([...ids, 7, 7]);
      expect(tokenizer.encodeBatch([text, "", text])).toEqual([ids, new Uint32Array(0), ids]);
    }));

  test("a pair is the one and the other", () => {
    const { ids, types } = tokenizer.encodePair("a b", "c");
    expect([...ids]).toEqual([...tokenizer.encode("a b"), ...tokenizer.encode("c")]);
    expect([...types]).toEqual([...tokenizer.encode("a b")].map(() => 0).concat(1));
  });

  test("every token stands where its characters stand", () =>
    random((text) => {
      const { ids, starts, ends } = tokenizer.encodeWithOffsets(text, { allowedSpecial: "all" });
      expect(ids).toEqual(tokenizer.encode(text, { allowedSpecial: "all" }));
      let reached = 0;
      for (let i = 0; i < ids.length; i++) {
        const [start, end] = [starts[i] as number, ends[i] as number];
        expect(start).toBeLessThanOrEqual(reached);
        expect(end).toBeGreaterThanOrEqual(reached);
        reached = end;
        const said = tokenizer.decode(ids.subarray(i, i + 1));
        if (!said.includes("\ufffd") && said !== "<unk>")
          expect(said).toBe(wellFormed(text.slice(start, end)));
      }
      expect(reached).toBe(text.length);
    }));
});

test("the parts of an emoji stand where the emoji stands", () => {
  const { ids, starts, ends } = gpt2.encodeWithOffsets("a🙂b");
  expect([...ids]).toEqual([64, 8582, 25081, 65]);
  expect([...starts]).toEqual([0, 1, 1, 3]);
  expect([...ends]).toEqual([1, 3, 3, 4]);
});

test("an array that is too small, or too narrow, is refused", async () => {
  expect(await codeOf(() => gpt2.encodeInto("a b c", new Uint16Array(2)))).toBe("BUFFER_TOO_SMALL");
  expect(gpt2.encodeInto("a b", new Uint16Array(2))).toBe(2);
  const wide = (): unknown => ALL.cl100k.encodeInto("a", new Uint16Array(9));
  expect(await codeOf(wide)).toBe("ID_TOO_LARGE");
});

test("an unknown special token is refused by every form", async () => {
  const options = { allowedSpecial: ["<|endoftxt|>"] };
  const forms: (() => unknown)[] = [
    () => gpt2.encode("a", options),
    () => gpt2.count("a", options),
    () => gpt2.encodePair("a", "b", options),
    () => gpt2.encodeWithOffsets("a", options),
    () => gpt2.encodeStream(["a b c d e f g h i j k l m n o p q"], options).next(),
  ];
  for (const form of forms) expect(await codeOf(form)).toBe("SPECIAL_UNKNOWN");
});
