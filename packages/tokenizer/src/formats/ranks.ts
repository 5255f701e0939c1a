import { ByteBpeTokenizer } from "../byte-bpe.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { portable } from "../split/portable.ts";
import { fileText } from "./file-text.ts";
import { rulesFromRanks } from "./merges.ts";
import { byteIdsOf, tokenTable, vocabularyError } from "./vocabulary.ts";

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

/**
 * Byte-level BPE from a `.tiktoken` file, its text or its bytes: a line per token, base64 and rank.
 *
 * @throws GptError `FILE_NOT_UTF8`, `VOCABULARY_INVALID` naming the line, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function byteBpeFromTiktoken(
  contents: string | Uint8Array,
  options: RankOptions = {},
): ByteBpeTokenizer {
  const tokens: (Uint8Array | undefined)[] = [];
  const lines = fileText(contents, "the .tiktoken file").split("\n");
  const size = lines.length + Object.keys(options.specials ?? {}).length;
  lines.forEach((line, index) => {
    if (line.trim() === "") return;
    const [, base64, digits] = /^(\S+) (\d{1,8})\r?$/.exec(line) ?? [];
    const bytes = base64 === undefined ? undefined : bytesOf(base64);
    if (bytes === undefined || bytes.length === 0) throw badLine(index, line);
    const rank = Number(digits);
    if (rank >= size) throw farRank(index, rank, size);
    if (tokens[rank] !== undefined) throw secondRank(index, rank);
    tokens[rank] = bytes;
  });
  return byteBpeFromRanks(tokens, options, "the .tiktoken text");
}

/** Bytes of base64, or undefined where it is none. */
export function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function badLine(index: number, line: string): Error {
  return vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "the .tiktoken text",
    message: `line ${index + 1} is no token.`,
    expected: "base64, a blank, a rank",
    got: JSON.stringify(line.slice(0, 60)),
  });
}

function farRank(index: number, rank: number, size: number): Error {
  return vocabularyError({
    code: "VOCABULARY_HOLE",
    source: "the .tiktoken text",
    message: `line ${index + 1} gives a rank beyond the number of tokens.`,
    expected: `ranks without a gap, below ${size}`,
    got: String(rank),
  });
}

function secondRank(index: number, rank: number): Error {
  return vocabularyError({
    code: "VOCABULARY_DUPLICATE",
    source: "the .tiktoken text",
    message: `line ${index + 1} gives rank ${rank} a second time.`,
    expected: "every rank once",
    got: `${rank} twice`,
  });
}
