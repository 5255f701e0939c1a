import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { END_OF_TEXT } from "../tokenizer.ts";
import { byteBpeFromSpelled } from "./spelled.ts";
import { vocabularyError } from "./vocabulary.ts";
import { parsePairs } from "./word-merges.ts";

/** What GPT-2's two files do not say themselves. */
export interface VocabBpeOptions {
  /** Pre-token pattern. @default GPT2_PATTERN */
  readonly pattern?: string;
  /** Entries of the encoder that are special. @default ["<|endoftext|>"] where it has that */
  readonly specials?: readonly string[];
}

/**
 * Byte-level BPE from the two files that GPT-2 was published with.
 *
 * @param merges text of `vocab.bpe`: a version line, then a merge per line
 * @param encoder contents of `encoder.json`, parsed: spelling → id
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function byteBpeFromVocabBpe(
  merges: string,
  encoder: Readonly<Record<string, number>>,
  { pattern = GPT2_PATTERN, specials }: VocabBpeOptions = {},
): ByteBpeTokenizer {
  const names = specials ?? (Object.hasOwn(encoder, END_OF_TEXT) ? [END_OF_TEXT] : []);
  const ids = new Map(names.map((name) => [name, specialId(encoder, name)]));
  return byteBpeFromSpelled(
    { vocab: encoder, merges: parsePairs(merges, "vocab.bpe"), specials: ids, pattern },
    "vocab.bpe and encoder.json",
  );
}

function specialId(encoder: Readonly<Record<string, number>>, name: string): number {
  if (Object.hasOwn(encoder, name)) return encoder[name] as number;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "encoder.json",
    message: `the special token ${JSON.stringify(name)} is not in it.`,
    expected: "an entry for each special token",
    got: "none",
  });
}
