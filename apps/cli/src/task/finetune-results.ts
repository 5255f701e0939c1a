import { join } from "node:path";
import { writeAtomic } from "@gpt/checkpoint/node";
import { confusionMatrix } from "@gpt/evaluation";
import type { FinetuneTrial, TrialResult } from "./finetune-grid.ts";
import { finetunePage } from "./finetune-page.ts";
import type { LabelledTask } from "./open-task.ts";
import type { FinetuneOutcome } from "./run-finetune.ts";

/** `finetune.json` for machines, `report.html` for people. */
export async function writeResults(
  folder: string,
  { task, config }: FinetuneTrial,
  { epochs, best, score, cut, seconds, reason, predictions }: FinetuneOutcome,
  trials: readonly TrialResult[],
): Promise<void> {
  const confusion = confusionOf(task, predictions);
  const grid = trials.length > 1 ? trials : null;
  const outcome = { epochs, best, score, confusion, cut, seconds, reason };
  const results = { task: task.name, config, ...outcome, grid };
  await writeAtomic(join(folder, "finetune.json"), `${JSON.stringify(results, null, 2)}\n`);
  const page = finetunePage({ task, config, epochs, score, confusion, grid });
  await writeAtomic(join(folder, "report.html"), page);
}

/** How often each class was taken for each; null where the task has no classes. */
function confusionOf(
  task: LabelledTask,
  predictions: FinetuneOutcome["predictions"],
): readonly (readonly number[])[] | null {
  if (!["classification", "entailment", "similarity"].includes(task.form)) return null;
  const predicted = predictions.flatMap((at) => (at.type === "class" ? [at.label] : []));
  const expected = task.validation.flatMap((example) =>
    "label" in example ? [example.label] : [],
  );
  return predicted.length === expected.length
    ? confusionMatrix(predicted, expected, task.labels.length)
    : null;
}
