import { WORD_END } from "../bpe/word-bpe.ts";
import { SharedBpeTokenizer } from "../shared-bpe.ts";
import { SpecialTokens } from "../special-tokens.ts";
import type { WordBpeParts, WordBpeTokenizer } from "../word-bpe-tokenizer.ts";
import { piecesOf } from "./piece-list.ts";
import { readTemplate } from "./template-json.ts";
import {
  checkNoNormalizer,
  mergesOf,
  specialsOf,
  type TokenizerFile,
  unsupported,
} from "./tokenizer-json.ts";
import { wordRules } from "./word-merges.ts";

/** Whether a file holds BPE over words rather than over bytes. */
export function isWordBpe({ model }: TokenizerFile): boolean {
  return model.end_of_word_suffix === WORD_END;
}

/**
 * BPE over words from a `tokenizer.json`: GPT-1's where the file says so, else shared BPE.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED`, `VOCABULARY_*`
 */
export async function readWordBpe(file: TokenizerFile): Promise<WordBpeTokenizer> {
  const parts = partsOf(file);
  if (file.model.gpt?.type === "gpt1-bpe") {
    // Its rules for fixing and splitting text are as large as all other families together.
    const { Gpt1Tokenizer } = await import("../gpt1/gpt1.ts");
    return new Gpt1Tokenizer(parts);
  }
  checkNoNormalizer(file);
  if (file.pre_tokenizer?.type !== "WhitespaceSplit")
    throw unsupported("pre_tokenizer", String(file.pre_tokenizer?.type));
  return new SharedBpeTokenizer(parts);
}

function partsOf(file: TokenizerFile): WordBpeParts {
  const { model } = file;
  const specials = specialsOf(file);
  const pieces = piecesOf(file, specials);
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const unknown = typeof model.unk_token === "string" ? ids.get(model.unk_token) : undefined;
  return {
    pieces,
    rules: wordRules(mergesOf(file), ids, "tokenizer.json"),
    specials: new SpecialTokens(specials),
    unknown: unknown ?? null,
    template: readTemplate(file, specials),
    training: model.gpt?.training,
  };
}
