import { readTextFile } from "@gpt/checkpoint/node";
import { translate } from "@gpt/generation";
import { isSeq2SeqModel, type Prediction, type TaskExample } from "@gpt/models";
import { GptError, parseConfig } from "@gpt/registry";
import { encodeTask, predictTask } from "@gpt/trainer";
import { openModel } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { asTaskModel, type TaskFacts } from "../task/task-folder.ts";
import { type SearchFlags, searchOptions, type Translator } from "../task/translation.ts";

/** Flags of `gpt predict`. */
export interface PredictFlags extends SearchFlags, BackendFlags {
  readonly plugin?: readonly string[];
  readonly text?: string;
  readonly second?: string;
  readonly file?: string;
  readonly json?: boolean;
}

/** `gpt predict`: what a fine-tuned model says of texts, or how a translator translates them. */
export async function predictCommand(path: string, flags: PredictFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags);
  const opened = await openModel(registry, userPath(path));
  if (isSeq2SeqModel(opened.model) && opened.tokenizer !== null) {
    await translateCommand({ model: opened.model, tokenizer: opened.tokenizer }, flags);
    return;
  }
  const { model, tokenizer, task } = asTaskModel(opened);
  const examples = await examplesOf(flags, task);
  const encoded = encodeTask(model.head, tokenizer, examples);
  const { predictions } = await predictTask(model, encoded.examples);
  model.dispose();
  for (const prediction of predictions) {
    const named = withNames(prediction, task.labels);
    console.log(flags.json === true ? JSON.stringify(named) : line(named));
  }
}

/** Translates --text, or every line of --file. */
async function translateCommand(
  { model, tokenizer }: Translator,
  flags: PredictFlags,
): Promise<void> {
  const sources = await textsOf(flags);
  const { texts, cut } = await translate(model, tokenizer, sources, searchOptions(flags));
  model.dispose();
  if (cut > 0) console.error(`${cut} texts were longer than the context, and cut`);
  for (const [at, source] of sources.entries()) {
    const translation = texts[at] as string;
    console.log(flags.json === true ? JSON.stringify({ source, translation }) : translation);
  }
}

async function textsOf({ text, file }: PredictFlags): Promise<string[]> {
  if (file === undefined && text !== undefined) return [text];
  if (file === undefined) throw nothing();
  const lines = (await readTextFile(userPath(file))).split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
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
    expected: "--text TEXT, or --file FILE: a JSON object a line, for a translator a text a line",
    got: "neither",
    help: 'gpt predict RUN --text "a fine tale"',
  });
}
