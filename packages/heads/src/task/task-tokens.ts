import { GptError } from "@gpt/registry";
import type { TrunkKind } from "./task-head.ts";

/** What a task head needs of a tokenizer; every `Tokenizer` of `@gpt/tokenizer` has it. */
export interface TaskTokenizer {
  readonly vocabSize: number;
  readonly specials: ReadonlyMap<string, number>;
  encode(text: string): ArrayLike<number>;
  /** Ids with the place of each in the text, in UTF-16 units. */
  encodeWithOffsets(text: string): {
    readonly ids: ArrayLike<number>;
    readonly starts: ArrayLike<number>;
    readonly ends: ArrayLike<number>;
  };
}

/** The tokens that hold a sequence together. */
export interface TaskTokens {
  readonly start: number;
  /** Between two texts. */
  readonly between: number;
  readonly end: number;
  /** Size of the vocabulary with these tokens in it. */
  readonly vocabSize: number;
}

/** Tokens that GPT-1's fine-tuning adds to the vocabulary, in this order (its release's names). */
export const GPT1_TASK_TOKENS = ["_start_", "_delimiter_", "_classify_"] as const;

/**
 * The tokens around texts. Over decoders GPT-1's three; those the tokenizer does not have get the ids
 * behind its own. Over encoders BERT's `[CLS]` and `[SEP]`.
 *
 * @throws GptError `TOKENIZER_SPECIALS` where an encoder's are missing: it was pre-trained with them
 */
export function taskTokens(trunk: TrunkKind, tokenizer: TaskTokenizer): TaskTokens {
  const { specials, vocabSize } = tokenizer;
  if (trunk === "encoder") {
    const sep = required(specials, "[SEP]");
    return { start: required(specials, "[CLS]"), between: sep, end: sep, vocabSize };
  }
  let next = vocabSize;
  const [start, between, end] = GPT1_TASK_TOKENS.map((name) => specials.get(name) ?? next++);
  return { start, between, end, vocabSize: next } as TaskTokens;
}

function required(specials: ReadonlyMap<string, number>, name: string): number {
  const id = specials.get(name);
  if (id !== undefined) return id;
  throw new GptError("TOKENIZER_SPECIALS", {
    message: `Tasks over an encoder need the special token ${name}, which the tokenizer lacks.`,
    expected: "special tokens [CLS] and [SEP]",
    got: [...specials.keys()].join(", ") || "none",
    help: "take the tokenizer that the encoder was pre-trained with",
  });
}
