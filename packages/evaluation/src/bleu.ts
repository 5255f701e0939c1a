import { checkInputs } from "./inputs.ts";
import { countItems, overlap, splitWords } from "./words.ts";

/** Longest n-gram. */
const ORDER = 4;

/** Options of {@link bleu}. */
export interface BleuOptions {
  /** Compare in lower case. @default false */
  readonly lowercase?: boolean;
  /** Leave out orders that the text is too short for: for single sentences. @default false */
  readonly effectiveOrder?: boolean;
}

/** {@link bleu}. */
export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Precision of n-grams of 1 to 4 words, in percent, smoothed. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** Words of the translations. */
  readonly length: number;
  /** Words of the references. */
  readonly referenceLength: number;
  /** How it was computed, as sacreBLEU writes it; the version is the one whose numbers these are. */
  readonly signature: string;
}

/**
 * BLEU of a corpus (Papineni et al. 2002) as sacreBLEU computes it (Post 2018): its own tokenisation
 * `13a`, exponential smoothing.
 *
 * @param references for each translation, one or more
 * @throws GptError `METRIC_INPUT`
 */
export function bleu(
  translations: readonly string[],
  references: readonly (readonly string[])[],
  options: BleuOptions = {},
): BleuScore {
  checkInputs(translations, references);
  const { lowercase = false, effectiveOrder = false } = options;
  const wordsOf = (text: string) => tokenize13a(lowercase ? text.toLowerCase() : text);
  const right = Array<number>(ORDER).fill(0);
  const total = Array<number>(ORDER).fill(0);
  let length = 0;
  let referenceLength = 0;
  for (const [at, translation] of translations.entries()) {
    const words = wordsOf(translation);
    const refs = (references[at] as readonly string[]).map(wordsOf);
    length += words.length;
    referenceLength += closest(words.length, refs);
    for (let order = 1; order <= ORDER; order++) {
      const counts = countItems(ngrams(words, order));
      const most = maxCounts(refs.map((ref) => countItems(ngrams(ref, order))));
      right[order - 1] = (right[order - 1] as number) + overlap(counts, most);
      total[order - 1] = (total[order - 1] as number) + Math.max(0, words.length - order + 1);
    }
  }
  const brevityPenalty = length >= referenceLength ? 1 : Math.exp(1 - referenceLength / length);
  const precisions = smoothed(right, total);
  const orders = effectiveOrder ? total.filter((count) => count > 0).length : ORDER;
  return {
    score: brevityPenalty * geometricMean(precisions.slice(0, orders)),
    precisions,
    brevityPenalty,
    length,
    referenceLength,
    signature: signature(references, lowercase, effectiveOrder),
  };
}

/** The words of a text, by the tokenisation of mteval-v13a.pl that sacreBLEU calls `13a`. */
export function tokenize13a(text: string): string[] {
  const plain = text
    .trimEnd()
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return splitWords(
    ` ${plain} `
      .replace(/[{-~[-` -&(-+:-@/]/g, " $& ")
      .replace(/([^0-9])([.,])/gu, "$1 $2 ")
      .replace(/([.,])([^0-9])/gu, " $1 $2")
      .replace(/([0-9])(-)/g, "$1 $2 "),
  );
}

/** Percentages; the k-th order in a row without a hit counts 1/2ᵏ hits; all 0 without any hit. */
function smoothed(right: readonly number[], total: readonly number[]): number[] {
  if (right.every((count) => count === 0)) return right.map(() => 0);
  let share = 1;
  return right.map((count, at) => {
    const all = total[at] as number;
    if (all === 0) return 0;
    if (count > 0) return (100 * count) / all;
    share *= 2;
    return 100 / (share * all);
  });
}

function geometricMean(values: readonly number[]): number {
  const logs = values.reduce((sum, value) => sum + Math.log(value), 0);
  return values.length === 0 ? 0 : Math.exp(logs / values.length);
}

function ngrams(words: readonly string[], order: number): string[] {
  const count = Math.max(0, words.length - order + 1);
  return Array.from({ length: count }, (_, at) => words.slice(at, at + order).join(" "));
}

function maxCounts(bags: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const bag of bags) {
    for (const [item, count] of bag) most.set(item, Math.max(count, most.get(item) ?? 0));
  }
  return most;
}

/** Length of the reference that is closest in length; the shorter one of two. */
function closest(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b);
  return lengths.reduce((best, next) =>
    Math.abs(next - length) < Math.abs(best - length) ? next : best,
  );
}

function signature(
  references: readonly (readonly string[])[],
  lowercase: boolean,
  effectiveOrder: boolean,
): string {
  const counts = new Set(references.map((list) => list.length));
  return [
    `nrefs:${counts.size === 1 ? [...counts][0] : "var"}`,
    `case:${lowercase ? "lc" : "mixed"}`,
    `eff:${effectiveOrder ? "yes" : "no"}`,
    "tok:13a",
    "smooth:exp",
    "version:2.6.0",
  ].join("|");
}
