import { readTextFile } from "@gpt/checkpoint/node";
import type { Prediction, TaskExample } from "@gpt/models";
import { GptError, parseConfig } from "@gpt/registry";
import { encodeTask, predictTask } from "@gpt/trainer";
import { startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { openTaskModel, type TaskFacts } from "../task/task-folder.ts";

/** Flags of `gpt predict`. */
export interface PredictFlags {
  readonly plugin?: readonly string[];
  readonly text?: string;
  readonly second?: string;
  readonly file?: string;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `gpt predict`: what a fine-tuned model says of a text, or of the examples in a file. */
export async function predictCommand(path: string, flags: PredictFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags.backend ?? "auto");
  const { model, tokenizer, task } = await openTaskModel(registry, userPath(path));
  const examples = await examplesOf(flags, task);
  const encoded = encodeTask(model.head, tokenizer, examples);
  const { predictions } = await predictTask(model, encoded.examples);
  model.dispose();
  for (const prediction of predictions) {
    const named = withNames(prediction, task.labels);
    console.log(flags.json === true ? JSON.stringify(named) : line(named));
  }
}

/** Examples from --text, or JSON lines with the fields of the task's form; labels may be missing. */
async function examplesOf(flags: PredictFlags, { form }: TaskFacts): Promise<TaskExample[]> {
  const { text, second, file } = flags;
  if (file === undefined && text !== undefined) {
    return [{ text, label: 0, ...(second !== undefined && { second }) }];
  }
  if (file === undefined) throw nothing();
  const full = userPath(file);
  const lines = await readTextFile(full);
  const unlabelled =
    form === "tagging" ? {} : form === "span" ? { answers: [], id: "" } : { label: 0 };
  return lines.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    const example = parseConfig(line, `${full}, line ${at + 1}`) as unknown as object;
    const tags = "words" in example ? { tags: (example.words as string[]).map(() => 0) } : {};
    return [{ ...unlabelled, ...tags, ...example } as TaskExample];
  });
}

/** A prediction with the names of classes and tags in place of their numbers. */
function withNames(prediction: Prediction, labels: readonly string[]): object {
  const name = (index: number) => labels[index] ?? String(index);
  switch (prediction.type) {
    case "class": {
      const { label, probabilities } = prediction;
      const shares = Object.fromEntries(probabilities.map((share, at) => [name(at), share]));
      return { label: name(label), probabilities: shares };
    }
    case "score":
      return { score: prediction.score };
    case "tags":
      return { tags: prediction.tags.map(name) };
    case "span": {
      const { text, start, end, score } = prediction;
      return { answer: text, start, end, score };
    }
  }
}

function line(named: object): string {
  return Object.entries(named)
    .map(([key, value]) => (typeof value === "object" ? JSON.stringify(value) : `${key} ${value}`))
    .join("  ");
}

function nothing(): GptError {
  return new GptError("NOTHING_TO_PREDICT", {
    message: "There is nothing to predict.",
    expected: "--text TEXT, or --file FILE with one JSON object a line",
    got: "neither",
    help: 'gpt predict RUN --text "a fine tale"',
  });
}
