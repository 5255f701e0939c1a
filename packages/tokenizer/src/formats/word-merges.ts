import { PairRules } from "../bpe/pair-rules.ts";
import type { MergeIds } from "./merges.ts";
import { vocabularyError } from "./vocabulary.ts";

/**
 * Rules over pieces that are text, from pairs of them in the order learnt.
 *
 * @throws GptError `VOCABULARY_INVALID` where a pair stands twice, or names a piece that is not there
 */
export function wordRules(
  pairs: readonly (readonly [string, string])[],
  ids: ReadonlyMap<string, number>,
  source: string,
): PairRules {
  const rules = new PairRules(pairs.length);
  pairs.forEach((pair, rank) => {
    if (!rules.add(...mergeIds(pair, rank, ids, source))) throw badMerge(source, rank, pair);
  });
  return rules;
}

/**
 * Ids of a merge.
 *
 * @throws GptError `VOCABULARY_INVALID` where it names a piece that is not there
 */
export function mergeIds(
  [left, right]: readonly [string, string],
  rank: number,
  ids: ReadonlyMap<string, number>,
  source: string,
): MergeIds {
  const all = [left, right, left + right].map((piece) => ids.get(piece));
  if (all.includes(undefined)) throw badMerge(source, rank, [left, right]);
  return all as unknown as MergeIds;
}

/** Pairs of a merge file: `#version` and the empty last line are skipped. */
export function parsePairs(text: string, source: string): [string, string][] {
  const lines = text.split("\n");
  if (lines[0]?.startsWith("#version")) lines.shift();
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, index) => {
    const pair = line.replace(/\r$/, "").split(" ");
    if (pair.length === 2 && pair[0] !== "" && pair[1] !== "") return pair as [string, string];
    throw vocabularyError({
      code: "VOCABULARY_INVALID",
      source,
      message: `merge ${index} is no pair.`,
      expected: "two pieces with one blank between them",
      got: JSON.stringify(line.slice(0, 60)),
    });
  });
}

function badMerge(source: string, rank: number, pair: readonly string[]): Error {
  return vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: `merge ${rank} cannot be.`,
    expected: "each pair once, of pieces that are in the vocabulary, as is what they make",
    got: JSON.stringify(pair.join(" ")),
  });
}
