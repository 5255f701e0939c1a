import { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { BARE, type Template } from "../template.ts";
import { UNKNOWN } from "../tokenizer.ts";
import { listOfPieces } from "./piece-list.ts";
import { parsePairs, wordRules } from "./word-merges.ts";

/** Special tokens of GPT-1's fine-tuning (Radford et al. 2018 §3.3), in the order of their ids. */
export const GPT1_SPECIALS = ["_start_", "_delimiter_", "_classify_"] as const;

/** What GPT-1's files do not say themselves. */
export interface Gpt1Options {
  /** Adds the tokens of fine-tuning after the vocabulary: 40478–40480. @default false */
  readonly fineTuning?: boolean;
}

/**
 * GPT-1's tokenizer from its published files.
 *
 * @param merges contents of `vocab_40000.bpe`
 * @param encoder contents of `encoder_bpe_40000.json`, parsed
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function gpt1FromFiles(
  merges: string,
  encoder: Readonly<Record<string, number>>,
  { fineTuning = false }: Gpt1Options = {},
): Gpt1Tokenizer {
  const published = listOfPieces(encoder, "encoder_bpe_40000.json");
  const added = fineTuning ? GPT1_SPECIALS : [];
  const pieces = [...published, ...added];
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const specials = new Map(
    [UNKNOWN, ...added].flatMap((name) => {
      const id = ids.get(name);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
  return new Gpt1Tokenizer({
    pieces,
    rules: wordRules(parsePairs(merges, "vocab_40000.bpe"), ids, "GPT-1's files"),
    specials: new SpecialTokens(specials),
    unknown: ids.get(UNKNOWN) ?? null,
    template: gpt1Template(specials),
  });
}

/** start A delimiter B extract, where the vocabulary has all three. */
export function gpt1Template(specials: ReadonlyMap<string, number>): Template {
  const [start, middle, end] = GPT1_SPECIALS.map((name) => specials.get(name));
  if (start === undefined || middle === undefined || end === undefined) return BARE;
  return { start: [start], middle: [middle], end: [end] };
}
