import type { TokenizerFile } from "./tokenizer-json.ts";
import { Places } from "./vocabulary.ts";

/**
 * The pieces of a vocabulary by id.
 *
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function listOfPieces(vocab: Readonly<Record<string, number>>, source: string): string[] {
  const entries = Object.entries(vocab);
  const pieces = new Places<string>(source, entries.length);
  for (const [piece, id] of entries) pieces.put(id, piece, piece);
  return pieces.full();
}

/** The pieces and special tokens of a `tokenizer.json` by id. @throws as {@link listOfPieces} */
export function piecesOf(
  { model }: TokenizerFile,
  specials: ReadonlyMap<string, number>,
): readonly string[] {
  return listOfPieces({ ...model.vocab, ...Object.fromEntries(specials) }, "tokenizer.json");
}
