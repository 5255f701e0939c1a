import type { MetricScore } from "@gpt/evaluation";
import { isSeq2SeqModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import { encodeTask, predictTask } from "@gpt/trainer";
import { openModel } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { assignAverage } from "../task/averaged-weights.ts";
import { openTask, type TaskFlags, taskConfig } from "../task/open-task.ts";
import { asTaskModel, type OpenedTaskModel } from "../task/task-folder.ts";
import { taskJudge } from "../task/task-metric.ts";
import {
  type SearchFlags,
  scoreTranslator,
  searchOptions,
  type Translator,
  translationTask,
} from "../task/translation.ts";

/** Flags of `gpt evaluate`. */
export interface EvaluateFlags extends TaskFlags, SearchFlags, BackendFlags {
  readonly plugin?: readonly string[];
  readonly average?: number;
  readonly examples?: number;
  readonly json?: boolean;
}

/**
 * `gpt evaluate`: the task's metric of a fine-tuned model, or of a translator, on the task's validation
 * examples.
 */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags);
  const folder = userPath(path);
  const { model, tokenizer } = await openModel(registry, folder);
  const data = flags.data ?? flags.validation; // validation files alone are enough
  const named = { ...flags, ...(data !== undefined && { data }) };
  if (isSeq2SeqModel(model) && tokenizer !== null) {
    await evaluateTranslator(registry, folder, { model, tokenizer }, named);
  } else {
    await evaluateTask(registry, asTaskModel({ model, tokenizer, folder }), named);
  }
  model.dispose();
}

async function evaluateTask(
  registry: Registry,
  { model, tokenizer, task: facts }: OpenedTaskModel,
  flags: EvaluateFlags,
): Promise<void> {
  const task = await openTask(registry, taskConfig(registry, { task: facts.name, ...flags }));
  const examples = task.validation.slice(0, flags.examples);
  const encoded = encodeTask(model.head, tokenizer, examples);
  const { predictions, loss } = await predictTask(model, encoded.examples);
  const score = taskJudge(registry, task)(predictions, examples);
  if (flags.json === true) {
    print({ event: "evaluate", task: task.name, loss, cut: encoded.cut, ...score });
    return;
  }
  console.log(`${task.metric} ${score.value.toFixed(4)}`);
  tellDetails(score);
  console.log(`loss ${loss.toFixed(4)}`);
  if (encoded.cut.examples > 0) console.log(`${encoded.cut.examples} examples were cut`);
}

async function evaluateTranslator(
  registry: Registry,
  folder: string,
  translator: Translator,
  flags: EvaluateFlags,
): Promise<void> {
  if (flags.average !== undefined) await assignAverage(translator.model, folder, flags.average);
  const config = await translationTask(registry, folder, flags);
  const { examples } = flags;
  const options = { ...searchOptions(flags), ...(examples !== undefined && { examples }) };
  const result = await scoreTranslator(registry, translator, config, options);
  const { score, chrf, copy, pairs, cut } = result;
  if (flags.json === true) {
    print({ event: "evaluate", ...result, ...score });
    return;
  }
  console.log(`BLEU ${score.value.toFixed(2)}  (${pairs} pairs)`);
  tellDetails(score);
  console.log(`chrF ${chrf.value.toFixed(2)}\n${chrf.signature}`);
  console.log(`copying the source: BLEU ${copy.value.toFixed(2)}`);
  if (cut > 0) console.log(`${cut} sources were longer than the context, and cut`);
}

function tellDetails({ details, signature }: MetricScore): void {
  for (const [name, value] of Object.entries(details ?? {})) {
    console.log(`  ${name} ${value.toFixed(4)}`);
  }
  if (signature !== undefined) console.log(signature);
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}
