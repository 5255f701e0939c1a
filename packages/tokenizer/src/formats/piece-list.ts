import { vocabularyError } from "./vocabulary.ts";

/**
 * The pieces of a vocabulary by id.
 *
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function listOfPieces(vocab: Readonly<Record<string, number>>, source: string): string[] {
  const entries = Object.entries(vocab);
  const pieces: string[] = [];
  const fault = (code: Parameters<typeof vocabularyError>[0]["code"], piece: string): Error =>
    vocabularyError({
      code,
      source,
      message: `the id of ${JSON.stringify(piece)} cannot be.`,
      expected: `whole numbers from 0 to ${entries.length - 1}, one for each piece`,
      got: JSON.stringify(vocab[piece]) ?? "nothing",
    });
  for (const [piece, id] of entries) {
    if (!Number.isInteger(id) || id < 0 || piece === "") throw fault("VOCABULARY_INVALID", piece);
    if (id >= entries.length) throw fault("VOCABULARY_HOLE", piece);
    if (pieces[id] !== undefined) throw fault("VOCABULARY_DUPLICATE", piece);
    pieces[id] = piece;
  }
  return pieces;
}
