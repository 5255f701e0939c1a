import type { TokenBytes } from "../bpe/token-bytes.ts";
import { type ByteBpeParts, ByteBpeTokenizer } from "../byte-bpe.ts";
import { unspell } from "../byte-standins.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { rulesFromMerges } from "./merges.ts";
import { byteIdsOf, Places, tokenTable, vocabularyError } from "./vocabulary.ts";
import { mergeIds } from "./word-merges.ts";

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
  const ids = new Map(Object.entries(vocab));
  const triples = merges.map((pair, rank) => mergeIds(pair, rank, ids, source));
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
  const tokens = new Places<Uint8Array>(source, size);
  for (const [spelling, id] of Object.entries(vocab)) {
    if (specials.get(spelling) === id) continue;
    const bytes = unspell(spelling);
    if (bytes === undefined || bytes.length === 0) throw badToken(source, spelling, id);
    tokens.put(id, bytes, spelling);
  }
  return tokens.items;
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
    expected: "a spelling in GPT-2's byte stand-ins",
    got: `${JSON.stringify(spelling)}: ${JSON.stringify(id)}`,
  });
}
