import { readByteBpe } from "./formats/read-byte-bpe.ts";
import { readChar } from "./formats/read-char.ts";
import { isWordBpe, readWordBpe } from "./formats/read-word-bpe.ts";
import { readWordPiece } from "./formats/read-wordpiece.ts";
import { parseTokenizerFile, unsupported } from "./formats/tokenizer-json.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * A tokenizer from the contents of a `tokenizer.json`: one that this package wrote, or GPT-2's,
 * BERT's and their like as Hugging Face has them.
 *
 * @param json the parsed contents, their text, or the bytes of the file
 * @throws GptError `FILE_NOT_UTF8`, `TOKENIZER_FILE_INVALID`, `TOKENIZER_UNSUPPORTED`, `VOCABULARY_INVALID`,
 *   `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const file = parseTokenizerFile(json);
  if (file.model.type === "WordPiece") return readWordPiece(file);
  if (file.model.type === "BPE" && isWordBpe(file)) return readWordBpe(file);
  if (file.model.type === "BPE") return readByteBpe(file);
  if (file.model.type === "WordLevel" && file.model.gpt?.type === "char") return readChar(file);
  throw unsupported("model.type", file.model.type);
}
