import { ByteBpeTokenizer } from "../byte-bpe.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { portable } from "../split/portable.ts";
import { rulesFromRanks } from "./merges.ts";
import { byteIdsOf, tokenTable } from "./vocabulary.ts";

/** What a file of ranks does not say itself. */
export interface RankOptions {
  /** Pre-token pattern. @default GPT2_PATTERN */
  readonly pattern?: string;
  /** Special tokens and their ids. @default none */
  readonly specials?: Readonly<Record<string, number>>;
  /** Ids that stand for nothing, as cl100k has them; any other gap is an error. @default none */
  readonly unused?: readonly number[];
}

/**
 * Byte-level BPE from ranked tokens: `tokens[rank]` are the bytes of the token with that id.
 *
 * @throws GptError `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`, `VOCABULARY_INVALID`
 */
export function byteBpeFromRanks(
  tokens: readonly (Uint8Array | undefined)[],
  { pattern = GPT2_PATTERN, specials = {}, unused = [] }: RankOptions = {},
  source = "ranks",
): ByteBpeTokenizer {
  const special = new SpecialTokens(new Map(Object.entries(specials)));
  const table = tokenTable(tokens, special, source, unused);
  const byteIds = byteIdsOf(tokens, source);
  const ids = [...tokens.keys()].filter((id) => tokens[id] !== undefined);
  const rules = rulesFromRanks(ids, byteIds, table, source);
  const parts = { tokens: table, rules, specials: special, pattern: portable(pattern), unused };
  return new ByteBpeTokenizer(parts);
}

/** Bytes of base64, or undefined where it is none. */
export function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
