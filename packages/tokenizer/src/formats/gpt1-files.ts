import { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import { GPT1_SPECIALS, gpt1Template } from "../gpt1/specials.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { UNKNOWN } from "../tokenizer.ts";
import { listOfPieces } from "./piece-list.ts";
import { parsePairs, wordRules } from "./word-merges.ts";

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
