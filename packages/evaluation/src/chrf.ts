import { checkInputs, ratio } from "./inputs.ts";
import { countItems, overlap, splitWords } from "./words.ts";

/** Longest n-gram of characters. */
const ORDER = 6;
/** Recall counts this many times as much as precision. */
const BETA = 2;

/** {@link chrf}. */
export interface ChrfScore {
  /** 0 to 100. */
  readonly score: number;
  /** How it was computed, as sacreBLEU writes it; the version is the one whose numbers these are. */
  readonly signature: string;
}

/** N-grams of one order: of the translation, of the reference, and those in both. */
type Matches = readonly [translated: number, expected: number, both: number];

/**
 * chrF2 of a corpus (Popović 2015) as sacreBLEU computes it: n-grams of 1 to 6 characters, white space
 * left out, recall twice as important as precision.
 *
 * @param references for each translation, one or more; the best one counts
 * @throws GptError `METRIC_INPUT`
 */
export function chrf(
  translations: readonly string[],
  references: readonly (readonly string[])[],
): ChrfScore {
  checkInputs(translations, references);
  const sums = Array.from({ length: ORDER }, (): Matches => [0, 0, 0]);
  for (const [at, translation] of translations.entries()) {
    const grams = gramsOf(translation);
    const all = (references[at] as readonly string[]).map((ref) => match(grams, gramsOf(ref)));
    const best = all.reduce((top, next) => (fScore(next) > fScore(top) ? next : top));
    for (const [order, found] of best.entries()) sums[order] = add(sums[order] as Matches, found);
  }
  const counts = new Set(references.map((list) => list.length));
  const nrefs = counts.size === 1 ? [...counts][0] : "var";
  return {
    score: fScore(sums),
    signature: `nrefs:${nrefs}|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0`,
  };
}

/** Bags of n-grams, one for each order. */
function gramsOf(text: string): Map<string, number>[] {
  const characters = [...splitWords(text).join("")];
  return Array.from({ length: ORDER }, (_, at) => {
    const count = Math.max(0, characters.length - at);
    return countItems(
      Array.from({ length: count }, (_, from) => characters.slice(from, from + at + 1).join("")),
    );
  });
}

function match(
  translated: readonly ReadonlyMap<string, number>[],
  expected: readonly ReadonlyMap<string, number>[],
): Matches[] {
  return translated.map((grams, order) => {
    const others = expected[order] as ReadonlyMap<string, number>;
    return [others.size > 0 ? sum(grams) : 0, sum(others), overlap(grams, others)];
  });
}

/** Precision and recall are averaged over the orders that both sides are long enough for. */
function fScore(matches: readonly Matches[]): number {
  const used = matches.filter(([translated, expected]) => translated > 0 && expected > 0);
  const share = (of: 0 | 1) =>
    ratio(
      used.reduce((total, found) => total + found[2] / found[of], 0),
      used.length,
    );
  const precision = share(0);
  const recall = share(1);
  return 100 * ratio((1 + BETA ** 2) * precision * recall, BETA ** 2 * precision + recall);
}

function add(a: Matches, b: Matches): Matches {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function sum(grams: ReadonlyMap<string, number>): number {
  return [...grams.values()].reduce((total, count) => total + count, 0);
}
