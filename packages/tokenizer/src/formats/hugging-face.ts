import type { Json } from "@gpt/registry";
import type { SpecialTokens } from "../special-tokens.ts";
import type { TokenizerJson } from "../tokenizer.ts";

/** The parts of a `tokenizer.json` in which our families differ. */
export interface HuggingFaceParts {
  readonly specials: SpecialTokens;
  readonly preTokenizer: Json;
  readonly decoder: Json;
  readonly model: { readonly [key: string]: Json };
  /** What the format has no field for; stands in `model.gpt`, which Hugging Face skips. */
  readonly gpt: { readonly [key: string]: Json };
}

/** A `tokenizer.json` of Hugging Face's format 1.0. */
export function huggingFaceJson(parts: HuggingFaceParts): TokenizerJson {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [...parts.specials.ids].map(([content, id]) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: parts.preTokenizer,
    post_processor: null,
    decoder: parts.decoder,
    model: { ...parts.model, gpt: parts.gpt },
  };
}
