import { CharTokenizer } from "../char.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { UNKNOWN } from "../tokenizer.ts";
import { piecesOf } from "./piece-list.ts";
import { checkNoNormalizer, specialsOf, type TokenizerFile } from "./tokenizer-json.ts";
import { vocabularyError } from "./vocabulary.ts";

/**
 * A character tokenizer from its `tokenizer.json`.
 *
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function readChar(file: TokenizerFile): CharTokenizer {
  checkNoNormalizer(file);
  const specials = specialsOf(file);
  const codePoints = Int32Array.from(piecesOf(file, specials), (text, id) =>
    specials.get(text) === id ? -1 : single(text),
  );
  const unknown = specials.get(UNKNOWN) ?? null;
  return new CharTokenizer({ codePoints, specials: new SpecialTokens(specials), unknown });
}

function single(text: string): number {
  const codePoint = text.codePointAt(0);
  if (codePoint !== undefined && String.fromCodePoint(codePoint) === text) return codePoint;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "tokenizer.json",
    message: `the entry ${JSON.stringify(text)} is no single character.`,
    expected: "one character for each token",
    got: JSON.stringify(text),
  });
}
