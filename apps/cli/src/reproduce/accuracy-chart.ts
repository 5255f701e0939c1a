import { lineChart, type Series } from "../chart.ts";
import type { WordScores } from "./label-tasks.ts";
import type { Spread } from "./numbers.ts";

/** A kind of model's accuracies, by number of labels. */
export interface AccuracyLine {
  readonly name: string;
  readonly tone: number;
  readonly found: readonly (Spread & { readonly labels: number })[];
}

/** Accuracy on a task by number of labels, with the spread of the seeds and a bag of words. */
export function accuracyChart(
  task: string,
  lines: readonly AccuracyLine[],
  words: WordScores,
): string {
  const drawn = lines.map(
    ({ name, tone, found }): Series => ({
      name,
      tone,
      points: found.map(({ labels, mean }) => [labels, mean]),
      spread: found.map(({ low, high }) => [low, high]),
    }),
  );
  const counted = words[task];
  const bag: Series[] =
    counted === undefined ? [] : [{ name: "bag of words", tone: 5, points: counted, dashed: true }];
  const options = { percent: true, logX: true, xLabel: "labels" };
  return lineChart(task, [...drawn, ...bag], options);
}
