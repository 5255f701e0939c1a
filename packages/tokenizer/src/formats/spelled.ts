import type { TokenBytes } from "../bpe/token-bytes.ts";
import { type ByteBpeParts, ByteBpeTokenizer } from "../byte-bpe.ts";
import { unspell } from "../byte-standins.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { type MergeIds, rulesFromMerges } from "./merges.ts";
import { byteIdsOf, tokenTable, vocabularyError } from "./vocabulary.ts";

/** A vocabulary spelled with GPT-2's stand-ins, as `encoder.json` and `tokenizer.json` have it. */
export interface SpelledVocabulary {
  /** Spelling → id; special tokens may stand here too, by their plain names. */
  readonly vocab: Readonly<Record<string, number>>;
  /** Pairs of spellings, in the order learnt. */
  readonly merges: readonly (readonly [string, string])[];
  /** Special tokens and their ids. */
  readonly specials: ReadonlyMap<string, number>;
  readonly pattern: string | null;
  readonly training?: ByteBpeParts["training"];
  readonly unused?: ByteBpeParts["unused"];
}

/**
 * Builds a tokenizer from a spelled vocabulary.
 *
 * @param source what the errors call it
 * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function byteBpeFromSpelled(
  { vocab, merges, specials, pattern, training, unused = [] }: SpelledVocabulary,
  source: string,
  type: "byte" | "byte-bpe" = "byte-bpe",
): ByteBpeTokenizer {
  const special = new SpecialTokens(specials);
  const ordinary = ordinaryTokens(vocab, specials, source);
  const tokens = tokenTable(ordinary, special, source, unused);
  const triples = merges.map((pair, rank) => mergeIds(pair, rank, vocab, source));
  const byteIds = byteIdsOf(ordinary, source);
  const rules = rulesFromMerges(triples, byteIds, tokens, source);
  checkReachable(tokens, [...rules.merged, ...byteIds, ...specials.values(), ...unused], source);
  const parts = { tokens, rules, specials: special, pattern, training, unused };
  return new ByteBpeTokenizer(parts, type);
}

function ordinaryTokens(
  vocab: Readonly<Record<string, number>>,
  specials: ReadonlyMap<string, number>,
  source: string,
): (Uint8Array | undefined)[] {
  const size = Object.keys(vocab).length + specials.size;
  const tokens: (Uint8Array | undefined)[] = [];
  for (const [spelling, id] of Object.entries(vocab)) {
    if (specials.get(spelling) === id) continue;
    const bytes = unspell(spelling);
    const fits = Number.isInteger(id) && id >= 0;
    if (!fits || bytes === undefined || bytes.length === 0) throw badToken(source, spelling, id);
    if (id >= size) throw farId(source, id, size); // else a hole: found without a giant array
    if (tokens[id] !== undefined) throw sharedId(source, spelling, id);
    tokens[id] = bytes;
  }
  return tokens;
}

function mergeIds(
  [left, right]: readonly [string, string],
  rank: number,
  vocab: Readonly<Record<string, number>>,
  source: string,
): MergeIds {
  const ids = [left, right, left + right].map((spelling) =>
    Object.hasOwn(vocab, spelling) ? vocab[spelling] : undefined,
  );
  const unknown = ids.indexOf(undefined);
  if (unknown === -1) return ids as unknown as MergeIds;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: `merge ${rank} (${JSON.stringify(`${left} ${right}`)}) names a token that is not in the vocabulary.`,
    expected: "a vocabulary and merges that belong together",
    got: JSON.stringify([left, right, left + right][unknown]),
  });
}

/** A token that no merge makes means that merges are missing: the file was cut off. */
function checkReachable(tokens: TokenBytes, ids: readonly number[], source: string): void {
  const reached = new Set(ids);
  if (reached.size === tokens.size) return;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: "some tokens are made by no merge.",
    expected: `merges for all of the ${tokens.size} tokens`,
    got: `${tokens.size - reached.size} tokens without one`,
  });
}

function badToken(source: string, spelling: string, id: unknown): Error {
  return vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: `the entry ${JSON.stringify(spelling)} is no token.`,
    expected: "a spelling in GPT-2's byte stand-ins with a whole number as its id",
    got: `${JSON.stringify(spelling)}: ${JSON.stringify(id)}`,
  });
}

function farId(source: string, id: number, size: number): Error {
  return vocabularyError({
    code: "VOCABULARY_HOLE",
    source,
    message: `id ${id} lies beyond the vocabulary's end.`,
    expected: `ids without a gap, at most ${size - 1}`,
    got: String(id),
  });
}

function sharedId(source: string, spelling: string, id: number): Error {
  return vocabularyError({
    code: "VOCABULARY_DUPLICATE",
    source,
    message: `id ${id} belongs to two tokens.`,
    expected: "an id of its own for each token",
    got: `${JSON.stringify(spelling)} and another`,
  });
}
