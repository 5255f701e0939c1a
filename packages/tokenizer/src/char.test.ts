import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenizerFromJson } from "./from-json.ts";
import { codeOf } from "./testing/errors.ts";
import { anyText } from "./testing/text-arbitrary.ts";
import { trainChar } from "./train/train-char.ts";

describe("a character tokenizer", () => {
  test("has the code points of the text in order as its ids", async () => {
    const tokenizer = await trainChar(["hello", " 🙂world"]);
    expect(tokenizer.vocabSize).toBe(9);
    expect([...tokenizer.encode(" dehlorw🙂")]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(tokenizer.decode([3, 2, 4, 4, 5])).toBe("hello");
    expect(tokenizer.endOfText).toBeNull();
  });

  test("does not depend on the order of the texts", async () => {
    const [a, b] = [await trainChar(["ab", "cd"]), await trainChar(["dc", "ba"])];
    expect(a.toJSON()).toEqual(b.toJSON());
  });

  test("names an unknown character and where it stands", async () => {
    const tokenizer = await trainChar(["abc"]);
    expect(await codeOf(() => tokenizer.encode("ab中"))).toBe("CHARACTER_UNKNOWN");
    expect(() => tokenizer.encode("ab中")).toThrow("U+4E2D) at position 2");
    expect(() => tokenizer.encode("abz🙂")).toThrow("U+007A");
    expect(() => tokenizer.encode("🙂")).toThrow("U+1F642) at position 0");
  });

  test("takes <unk> for an unknown character where asked to", async () => {
    const tokenizer = await trainChar(["abc"], { unknown: "<unk>" });
    expect([...tokenizer.encode("a中c")]).toEqual([0, 3, 2]);
    expect(tokenizer.decode([0, 3, 2])).toBe("a<unk>c");
  });

  test("finds special tokens only where they are allowed", async () => {
    const tokenizer = await trainChar(["<|endoftx>"], { specials: ["<|endoftext|>"] });
    const end = tokenizer.endOfText as number;
    expect(end).toBe(tokenizer.vocabSize - 1);
    expect([...tokenizer.encode("<|endoftext|>", { allowedSpecial: "all" })]).toEqual([end]);
    expect(tokenizer.count("<|endoftext|>")).toBe(13);
  });

  test("counts a lone surrogate as U+FFFD", async () => {
    const tokenizer = await trainChar(["a\ud800"]);
    expect(tokenizer.decode(tokenizer.encode("\udfffa"))).toBe("\ufffda");
  });

  test("refuses ids that it does not have", async () => {
    const tokenizer = await trainChar(["ab"]);
    for (const id of [2, -1, 0.5, Number.NaN])
      expect(await codeOf(() => tokenizer.decode([0, id]))).toBe("ID_OUT_OF_RANGE");
  });

  test("streams", async () => {
    const tokenizer = await trainChar(["ab🙂"]);
    const stream = tokenizer.decoder();
    expect([2, 0, 1].map((id) => stream.push(id))).toEqual(["🙂", "a", "b"]);
    expect(stream.flush()).toBe("");
  });

  test("gives every text back that it was trained on, also after a trip through JSON", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const tokenizer = await trainChar([text], { specials: ["<|endoftext|>"] });
        const again = await tokenizerFromJson(JSON.stringify(tokenizer));
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        expect(again.encode(text)).toEqual(tokenizer.encode(text));
        expect(again.toJSON()).toEqual(tokenizer.toJSON());
      }),
      { numRuns: 300 },
    );
  });

  test("keeps its policy through JSON", async () => {
    const strict = await tokenizerFromJson((await trainChar(["a"])).toJSON());
    expect(await codeOf(() => strict.encode("b"))).toBe("CHARACTER_UNKNOWN");
    const unknown = await trainChar(["a"], { unknown: "<unk>" });
    const lenient = await tokenizerFromJson(unknown.toJSON());
    expect([...lenient.encode("b")]).toEqual([1]);
  });
});
