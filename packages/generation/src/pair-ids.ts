import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";

/** Special ids of an encoder-decoder's sequences. */
export interface SequenceIds {
  /** Fills sequences up; masked, so that it has no influence. */
  readonly padding: number;
  /** What every target begins with. */
  readonly start: number;
  /** What ends every target. */
  readonly end: number;
}

/**
 * The ids of `<s>`, `</s>` and, where there is one, `<pad>`.
 *
 * @throws GptError `TOKENIZER_SPECIALS`
 */
export function sequenceIds({ specials }: Pick<Tokenizer, "specials">): SequenceIds {
  const [start, end] = [specials.get("<s>"), specials.get("</s>")];
  if (start !== undefined && end !== undefined) {
    return { padding: specials.get("<pad>") ?? 0, start, end };
  }
  throw new GptError("TOKENIZER_SPECIALS", {
    message: "Targets need special tokens for their beginning and end, which the tokenizer lacks.",
    expected: "special tokens <s> and </s>",
    got: [...specials.keys()].join(", ") || "none",
    help: 'give the tokenizer the option "specials": ["<pad>", "<s>", "</s>"]',
  });
}
