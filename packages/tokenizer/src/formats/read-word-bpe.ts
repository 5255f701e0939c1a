import { WORD_END } from "../bpe/word-bpe.ts";
import { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import { SharedBpeTokenizer } from "../shared-bpe.ts";
import { SpecialTokens } from "../special-tokens.ts";
import type { WordBpeParts, WordBpeTokenizer } from "../word-bpe-tokenizer.ts";
import { listOfPieces } from "./piece-list.ts";
import { readTemplate } from "./template-json.ts";
import { specialsOf, type TokenizerFile, unsupported } from "./tokenizer-json.ts";
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
export function readWordBpe(file: TokenizerFile): WordBpeTokenizer {
  const parts = partsOf(file);
  if (file.model.gpt?.type === "gpt1-bpe") return new Gpt1Tokenizer(parts);
  if (file.normalizer) throw unsupported("normalizer", file.normalizer.type);
  if (file.pre_tokenizer?.type !== "WhitespaceSplit")
    throw unsupported("pre_tokenizer", String(file.pre_tokenizer?.type));
  return new SharedBpeTokenizer(parts);
}

function partsOf(file: TokenizerFile): WordBpeParts {
  const { model } = file;
  const specials = specialsOf(file);
  const all = { ...model.vocab, ...Object.fromEntries(specials) };
  const pieces = listOfPieces(all, "tokenizer.json");
  const ids = new Map(Object.entries(all));
  const pairs = model.merges.map((merge) =>
    typeof merge === "string" ? (merge.split(" ") as [string, string]) : merge,
  );
  const unknown = typeof model.unk_token === "string" ? ids.get(model.unk_token) : undefined;
  return {
    pieces,
    rules: wordRules(pairs, ids, "tokenizer.json"),
    specials: new SpecialTokens(specials),
    unknown: unknown ?? null,
    template: readTemplate(file, specials),
    training: model.gpt?.training,
  };
}
