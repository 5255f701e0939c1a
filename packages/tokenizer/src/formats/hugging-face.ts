import type { Json } from "@gpt/registry";
import type { PairRules } from "../bpe/pair-rules.ts";
import type { SpecialTokens } from "../special-tokens.ts";
import { BARE, type Template } from "../template.ts";
import type { TokenizerJson } from "../tokenizer.ts";
import type { TrainingNote } from "../training-note.ts";
import { templateJson } from "./template-json.ts";

/** The parts of a `tokenizer.json` in which our families differ. */
export interface HuggingFaceParts {
  readonly specials: SpecialTokens;
  /** @default null */
  readonly normalizer?: Json;
  readonly preTokenizer: Json;
  /** What goes around texts. @default BARE */
  readonly template?: Template;
  readonly decoder: Json;
  readonly model: { readonly [key: string]: Json };
  /** What the format has no field for; stands in `model.gpt`, which Hugging Face skips. */
  readonly gpt: { readonly [key: string]: Json };
  /** How it was trained; stands beside those. */
  readonly training?: TrainingNote | undefined;
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
    normalizer: parts.normalizer ?? null,
    pre_tokenizer: parts.preTokenizer,
    post_processor: templateJson(parts.template ?? BARE, parts.specials),
    decoder: parts.decoder,
    model: {
      ...parts.model,
      gpt: { ...parts.gpt, ...(parts.training && { training: { ...parts.training } }) },
    },
  };
}

/**
 * A BPE model without the options that the files of GPT-1 and GPT-2 do not use. Merges stand as
 * `"Ġ t"`, the spelling that every version of Hugging Face's loader reads.
 */
export function bpeModel(
  { count, left, right }: PairRules,
  textOf: (id: number) => string,
  options: HuggingFaceParts["model"],
): HuggingFaceParts["model"] {
  return {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    ...options,
    merges: Array.from({ length: count }, (_, rank) =>
      [left, right].map((ids) => textOf(ids[rank] as number)).join(" "),
    ),
  };
}

/** Piece → id. */
export function idsOf(pieces: readonly string[]): { [piece: string]: number } {
  return Object.fromEntries(pieces.map((piece, id) => [piece, id]));
}

/** The pre-tokenizer that cuts before and after what a pattern matches. */
export function splitAt(pattern: { readonly [kind: string]: string }): Json {
  return { type: "Split", pattern, behavior: "Isolated", invert: false };
}
