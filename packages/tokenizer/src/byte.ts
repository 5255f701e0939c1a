import { MergeRules } from "./bpe/merge-rules.ts";
import { ByteBpeTokenizer } from "./byte-bpe.ts";
import { tokenTable } from "./formats/vocabulary.ts";
import { numberSpecials, SpecialTokens } from "./special-tokens.ts";
import { END_OF_TEXT } from "./tokenizer.ts";

/** Options of {@link byteTokenizer}. */
export interface ByteOptions {
  /** Special tokens, with the ids from 256 on. @default ["<|endoftext|>"] */
  readonly specials?: readonly string[];
}

/**
 * Bytes as ids: the UTF-8 of the text, nothing to train, nothing unknown. It is byte-level BPE
 * without merges, and saves as that.
 *
 * @throws GptError `SPECIAL_INVALID`
 */
export function byteTokenizer({ specials = [END_OF_TEXT] }: ByteOptions = {}): ByteBpeTokenizer {
  const special = new SpecialTokens(numberSpecials(specials, 256));
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  const tokens = tokenTable(bytes, special, "the byte tokenizer");
  const byteIds = Int32Array.from({ length: 256 }, (_, byte) => byte);
  const rules = new MergeRules(byteIds, tokens, 0);
  return new ByteBpeTokenizer({ tokens, rules, specials: special, pattern: null }, "byte");
}
