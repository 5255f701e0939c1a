import { CharTokenizer } from "../char.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { UNKNOWN } from "../tokenizer.ts";
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
  const entries = new Map([...Object.entries(file.model.vocab), ...specials]);
  const codePoints = new Int32Array(entries.size).fill(-2);
  for (const [text, id] of entries) {
    if (!(Number.isInteger(id) && id >= 0 && id < entries.size)) throw misplaced(text, id);
    if (codePoints[id] !== -2) throw shared(text, id);
    codePoints[id] = specials.get(text) === id ? -1 : single(text);
  }
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

function misplaced(text: string, id: number): Error {
  return vocabularyError({
    code: "VOCABULARY_HOLE",
    source: "tokenizer.json",
    message: `the id of ${JSON.stringify(text)} lies beyond the vocabulary's end.`,
    expected: "whole numbers from 0 on without a gap",
    got: String(id),
  });
}

function shared(text: string, id: number): Error {
  return vocabularyError({
    code: "VOCABULARY_DUPLICATE",
    source: "tokenizer.json",
    message: `id ${id} belongs to two tokens.`,
    expected: "an id of its own for each token",
    got: `${JSON.stringify(text)} and another`,
  });
}
