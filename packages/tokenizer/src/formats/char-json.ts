import type { CharParts } from "../char.ts";
import { type TokenizerJson, UNKNOWN } from "../tokenizer.ts";
import { huggingFaceJson, idsOf, splitAt } from "./hugging-face.ts";

/**
 * A character tokenizer as Hugging Face's `tokenizer.json`: a word-level model over single
 * characters, `texts`. Hugging Face, too, refuses a character that is not there when there is no `<unk>`.
 */
export function charJson(
  { specials, unknown }: CharParts,
  texts: readonly string[],
): TokenizerJson {
  return huggingFaceJson({
    specials,
    preTokenizer: splitAt({ String: "" }),
    decoder: { type: "Fuse" },
    model: { type: "WordLevel", vocab: idsOf(texts), unk_token: UNKNOWN },
    gpt: { type: "char", unknown: unknown === null ? "error" : UNKNOWN },
  });
}
