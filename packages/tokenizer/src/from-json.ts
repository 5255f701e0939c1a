import { readByteBpe } from "./formats/read-byte-bpe.ts";
import { readChar } from "./formats/read-char.ts";
import { isWordBpe, readWordBpe } from "./formats/read-word-bpe.ts";
import { readWordPiece } from "./formats/read-wordpiece.ts";
import { parseTokenizerFile, unsupported } from "./formats/tokenizer-json.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * A tokenizer from the contents of a `tokenizer.json`: one that this package wrote, or GPT-2's,
 * BERT's and their like as Hugging Face has them. What GPT-1 needs besides is loaded only for such
 * a file.
 *
 * @param json the parsed contents, their text, or the bytes of the file
 * @throws GptError `FILE_NOT_UTF8`, `TOKENIZER_FILE_INVALID`, `TOKENIZER_UNSUPPORTED`, `VOCABULARY_INVALID`,
 *   `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export async function tokenizerFromJson(json: unknown): Promise<Tokenizer> {
  const file = parseTokenizerFile(json);
  const type = file.model.type ?? "BPE";
  if (type === "WordPiece") return readWordPiece(file);
  if (type === "BPE") return isWordBpe(file) ? readWordBpe(file) : readByteBpe(file);
  if (type === "WordLevel" && file.model.gpt?.type === "char") return readChar(file);
  throw unsupported("model.type", type);
}
