import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteTokenizer } from "./byte.ts";
import { tokenizerFromJson } from "./from-json.ts";
import { codeOf } from "./testing/errors.ts";
import { anyText } from "./testing/text-arbitrary.ts";

describe("a byte tokenizer", () => {
  const tokenizer = byteTokenizer();

  test("has the UTF-8 of the text as its ids", () => {
    expect(tokenizer.type).toBe("byte");
    expect([...tokenizer.encode("aé🙂")]).toEqual([0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x99, 0x82]);
    expect(tokenizer.count("aé🙂")).toBe(7);
  });

  test("has the end of text after the bytes, unless asked otherwise", () => {
    expect([tokenizer.vocabSize, tokenizer.endOfText]).toEqual([257, 256]);
    const bare = byteTokenizer({ specials: [] });
    expect([bare.vocabSize, bare.endOfText]).toEqual([256, null]);
  });

  test("gives every text back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("decodes to exact bytes where they are no text", () => {
    expect([...tokenizer.decodeBytes([255, 254])]).toEqual([255, 254]);
    expect(tokenizer.decode([255, 254])).toBe("\ufffd\ufffd");
  });

  test("refuses ids that it does not have", async () => {
    expect(await codeOf(() => tokenizer.decode([257]))).toBe("ID_OUT_OF_RANGE");
    expect(await codeOf(() => tokenizer.decoder().push(-1))).toBe("ID_OUT_OF_RANGE");
  });

  test("comes back from JSON as what it was", async () => {
    const again = await tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer)));
    expect(again.type).toBe("byte");
    expect(again.vocabSize).toBe(257);
    expect([...again.encode("é \n")]).toEqual([...tokenizer.encode("é \n")]);
    expect(again.toJSON()).toEqual(tokenizer.toJSON());
  });
});
