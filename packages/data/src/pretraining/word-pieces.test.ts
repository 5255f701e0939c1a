import { byteTokenizer } from "@gpt/tokenizer";
import { trainByteBpe, trainWordPiece } from "@gpt/tokenizer/train";
import { describe, expect, it } from "vitest";
import { continuedWords } from "./word-pieces.ts";

const text = "the kite's unkind wind, winding";

/** Tokens that go on with a word, as text: "kind" of "un|kind". */
function pieces(
  tokenizer: Parameters<typeof continuedWords>[1] & { encode(text: string): Uint32Array },
) {
  const ids = [...tokenizer.encode(text)];
  const continues = continuedWords(ids, tokenizer);
  const decoder = tokenizer.decoder();
  const words: string[] = [];
  for (const [at, id] of ids.entries()) {
    const piece = decoder.push(id).trim();
    if (continues[at]) words.push(words.pop() + piece);
    else words.push(piece);
  }
  return words.filter((word) => word !== "");
}

describe("continuedWords", () => {
  it("puts WordPiece's pieces together, punctuation apart", async () => {
    const tokenizer = await trainWordPiece([text], { vocabSize: 40, minFrequency: 1 });
    expect(pieces(tokenizer)).toEqual(["the", "kite", "'", "s", "unkind", "wind", ",", "winding"]);
  });

  it("puts byte-level BPE's pieces together", async () => {
    const tokenizer = await trainByteBpe([text], { vocabSize: 265, minFrequency: 1 });
    expect(pieces(tokenizer)).toEqual(["the", "kite", "'s", "unkind", "wind", ",", "winding"]);
  });

  it("keeps the bytes of a character together", () => {
    const tokenizer = byteTokenizer();
    const ids = [...tokenizer.encode("zoé é")];
    expect(continuedWords(ids, tokenizer)).toEqual([false, true, true, true, false, false, true]);
  });
});
