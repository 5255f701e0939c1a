import { MergeRules } from "../bpe/merge-rules.ts";
import { ShortMerger } from "../bpe/merge-short.ts";
import type { TokenBytes } from "../bpe/token-bytes.ts";
import { Uint32List } from "../uint32-list.ts";
import { vocabularyError } from "./vocabulary.ts";

/** Ids of a merge: the pair, and what it becomes. */
export type MergeIds = readonly [left: number, right: number, merged: number];

/**
 * Rules from a list of merges.
 *
 * @throws GptError `VOCABULARY_INVALID` where a merge uses what only a later one makes, stands
 *   twice, or where some token is neither a byte nor made by any merge
 */
export function rulesFromMerges(
  merges: readonly MergeIds[],
  byteIds: Int32Array,
  tokens: TokenBytes,
  source: string,
): MergeRules {
  const rules = new MergeRules(byteIds, tokens, merges.length);
  const made = new Uint8Array(tokens.size);
  const used = new Uint8Array(tokens.size);
  for (const id of byteIds) made[id] = 1;
  merges.forEach(([left, right, merged], rank) => {
    const ordered = made[left] === 1 && made[right] === 1 && used[merged] === 0;
    if (!ordered || !rules.add(left, right, merged)) throw disordered(source, rank);
    used[left] = 1;
    used[right] = 1;
    made[merged] = 1;
  });
  return rules;
}

/**
 * Rules from ranked tokens: the pair that a token was merged from is what the merges before it
 * leave of its bytes (tiktoken's files name no pairs).
 *
 * @param ids ids of the ordinary tokens, in rank order
 * @throws GptError `VOCABULARY_DUPLICATE`, or `VOCABULARY_INVALID` where a token does not come from
 *   two before it
 */
export function rulesFromRanks(
  ids: readonly number[],
  byteIds: Int32Array,
  tokens: TokenBytes,
  source: string,
): MergeRules {
  const rules = new MergeRules(byteIds, tokens, ids.length);
  const merger = new ShortMerger(rules);
  const parts = new Uint32List();
  for (const id of ids) {
    const bytes = tokens.of(id);
    if (bytes.length === 1 && byteIds[bytes[0] as number] === id) continue;
    parts.length = 0;
    merger.merge(bytes, 0, bytes.length, parts);
    const [left, right] = parts.items as unknown as [number, number];
    if (parts.length !== 2) throw unmergeable(source, id, parts);
    rules.add(left, right, id);
  }
  return rules;
}

function disordered(source: string, rank: number): Error {
  return vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: `merge ${rank} is out of order.`,
    expected: "merges in the order learnt: each of two tokens made before it, each pair once",
    got: "a merge that uses a token made later, or stands twice",
  });
}

/** A token that comes from one other is that other once more. */
function unmergeable(source: string, id: number, parts: Uint32List): Error {
  return vocabularyError({
    code: parts.length === 1 ? "VOCABULARY_DUPLICATE" : "VOCABULARY_INVALID",
    source,
    message: `token ${id} does not come from two tokens of lower rank.`,
    expected: "every token once, in the order in which they were learnt",
    got: `one that the merges before it make of ${parts.toArray()}`,
  });
}
