import { checkInputs, harmonic, mean } from "./inputs.ts";
import { countItems, overlap, splitWords } from "./words.ts";

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * An answer as SQuAD compares it: lower case, without punctuation, articles and spare white space
 * (the data set's evaluation script, Rajpurkar et al. 2016).
 */
export function normalizeAnswer(text: string): string {
  const bare = text.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLES, " ");
  return splitWords(bare).join(" ");
}

/**
 * Share of answers that equal one of the accepted ones, both normalised. 0 to 1.
 *
 * @param accepted for each question; none: the right answer is the empty one (SQuAD 2.0)
 * @throws GptError `METRIC_INPUT`
 */
export function exactMatch(
  predicted: readonly string[],
  accepted: readonly (readonly string[])[],
): number {
  checkInputs(predicted, accepted);
  return mean(predicted.map((answer, at) => best(answer, accepted[at], isEqual)));
}

/**
 * Mean over the questions of the words an answer shares with the nearest accepted one, as F1. 0 to 1.
 *
 * @param accepted as of {@link exactMatch}
 * @throws GptError `METRIC_INPUT`
 */
export function tokenF1(
  predicted: readonly string[],
  accepted: readonly (readonly string[])[],
): number {
  checkInputs(predicted, accepted);
  return mean(predicted.map((answer, at) => best(answer, accepted[at], sharedWords)));
}

function best(
  answer: string,
  accepted: readonly string[] = [],
  score: (answer: string, right: string) => number,
): number {
  const normal = accepted.map(normalizeAnswer).filter((right) => right !== "");
  const rights = normal.length > 0 ? normal : [""];
  return Math.max(...rights.map((right) => score(normalizeAnswer(answer), right)));
}

function isEqual(answer: string, right: string): number {
  return Number(answer === right);
}

function sharedWords(answer: string, right: string): number {
  const answered = splitWords(answer);
  const words = splitWords(right);
  if (answered.length === 0 || words.length === 0) return isEqual(answer, right);
  const common = overlap(countItems(answered), countItems(words));
  return harmonic(common / answered.length, common / words.length);
}
