import { describe, expect, it } from "vitest";
import { make, pieces } from "./fixture.ts";
import type { TaskTokenizer } from "./task-tokens.ts";

const { head } = make({ type: "tagging", labels: 4 }, "encoder");
const example = { words: ["abcde", "fg", "hijk"], tags: [1, 2, 3] }; // pieces abc de | fg | hij k

/** One token for each character, blanks as well. */
const characters: TaskTokenizer = {
  vocabSize: 10,
  specials: pieces.specials,
  encode: (text) => [...text].map(() => 1),
  encodeWithOffsets: (text) => ({
    ids: [...text].map(() => 1),
    starts: [...text].map((_, i) => i),
    ends: [...text].map((_, i) => i + 1),
  }),
};

/** Pieces with the blank before their word, as GPT-2's tokenizer makes them. */
const withBlanks: TaskTokenizer = {
  ...pieces,
  encodeWithOffsets(text) {
    const { ids, starts, ends } = pieces.encodeWithOffsets(text);
    const before = (start: number) => (text[start - 1] === " " ? start - 1 : start);
    return { ids, starts: Array.from(starts, before), ends };
  },
};

describe("tagging", () => {
  it("labels the first piece of each word and nothing else", () => {
    const encoded = head.encode(example, pieces);
    expect(encoded.sequences[0]?.pieces).toEqual([1, 3, 4]);
    expect(head.batch([encoded]).labels?.data).toEqual(
      Int32Array.of(-100, 1, -100, 2, 3, -100, -100),
    );
  });

  it("finds first pieces where blanks are tokens, or parts of tokens", () => {
    expect(head.encode(example, characters).sequences[0]?.pieces).toEqual([1, 7, 10]);
    expect(head.encode(example, withBlanks).sequences[0]?.pieces).toEqual([1, 3, 4]);
  });

  it("predicts at first pieces, and the tag `outside` for words beyond the context", () => {
    const short = make({ type: "tagging", labels: 3, outside: 2 }, "encoder", { contextLength: 5 });
    const encoded = short.head.encode({ ...example, tags: [0, 1, 2] }, pieces);
    expect(encoded.cut).toBe(2);
    expect(encoded.sequences[0]?.pieces).toEqual([1, 3, -1]);
    const values = new Float32Array(5 * 3);
    values[1 * 3 + 1] = 9; // the first piece of the first word
    values[2 * 3 + 2] = 9; // its second piece
    const [prediction] = short.head.predict({ values, shape: [1, 5, 3] }, [encoded]);
    expect(prediction).toEqual({ type: "tags", tags: [1, 0, 2] });
  });

  it("counts a word without any token as one that was cut off", () => {
    const encoded = head.encode({ words: ["a", "", "b"], tags: [1, 2, 3] }, pieces);
    expect(encoded.sequences[0]?.pieces).toEqual([1, -1, 2]);
  });

  it("refuses words without tags and tags that it does not have", () => {
    expect(() => head.encode({ words: ["a", "b"], tags: [0] }, pieces)).toThrow(/2 tags/);
    expect(() => head.encode({ words: ["a"], tags: [4] }, pieces)).toThrow(/0 to 3/);
    expect(() => head.encode({ words: [], tags: [] }, pieces)).toThrow(/no words/);
  });
});
