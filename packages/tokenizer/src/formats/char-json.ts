import type { CharParts } from "../char.ts";
import { type TokenizerJson, UNKNOWN } from "../tokenizer.ts";
import { huggingFaceJson } from "./hugging-face.ts";

/**
 * A character tokenizer as Hugging Face's `tokenizer.json`: a word-level model over single
 * characters. Hugging Face, too, refuses a character that is not there when there is no `<unk>`.
 */
export function charJson({ codePoints, specials, unknown }: CharParts): TokenizerJson {
  const names = new Map([...specials.ids].map(([name, id]) => [id, name]));
  const vocab = Object.fromEntries(
    Array.from(codePoints, (codePoint, id) => [
      codePoint >= 0 ? String.fromCodePoint(codePoint) : (names.get(id) as string),
      id,
    ]),
  );
  return huggingFaceJson({
    specials,
    preTokenizer: {
      type: "Split",
      pattern: { String: "" },
      behavior: "Isolated",
      invert: false,
    },
    decoder: { type: "Fuse" },
    model: { type: "WordLevel", vocab, unk_token: UNKNOWN },
    gpt: { type: "char", unknown: unknown === null ? "error" : UNKNOWN },
  });
}
