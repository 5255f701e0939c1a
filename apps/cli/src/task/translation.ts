import type { PairExample } from "@gpt/data";
import type { MetricScore } from "@gpt/evaluation";
import { type TranslateOptions, translate } from "@gpt/generation";
import type { Seq2SeqModel } from "@gpt/models";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { readRunConfig } from "@gpt/trainer/node";
import { type TaskFlags, taskConfig } from "./open-task.ts";

/** How a text is translated, on the command line. */
export interface SearchFlags {
  readonly beams?: number;
  readonly lengthPenalty?: number;
}

/** A translation model with its tokenizer. */
export interface Translator {
  readonly model: Seq2SeqModel;
  readonly tokenizer: Tokenizer;
}

/** How good a translator is. */
export interface TranslationScore {
  readonly task: string;
  readonly pairs: number;
  /** The task's metric: BLEU. */
  readonly score: MetricScore;
  readonly chrf: MetricScore;
  /** The metric of the sources themselves, handed in as translations. */
  readonly copy: MetricScore;
  /** Sources that were longer than the context. */
  readonly cut: number;
}

/** The options of `beamSearch` that the flags give. */
export function searchOptions({ beams, lengthPenalty }: SearchFlags): TranslateOptions {
  return {
    ...(beams !== undefined && { beams }),
    ...(lengthPenalty !== undefined && { lengthPenalty }),
  };
}

/** Translates a task's validation sources and compares them with its targets. */
export async function scoreTranslator(
  registry: Registry,
  { model, tokenizer }: Translator,
  config: PluginConfig,
  options: TranslateOptions & { readonly examples?: number },
): Promise<TranslationScore> {
  const task = await registry.create("task", config, {});
  if (task.form !== "seq2seq") throw notPairs(task.name, task.form);
  const { examples, ...search } = options;
  const pairs = task.validation.slice(0, examples) as readonly PairExample[];
  const sources = pairs.map(({ source }) => source);
  const { texts, cut } = await translate(model, tokenizer, sources, search);
  const references = pairs.map(({ target }) => [target]);
  const judge = (name: string, translations: readonly string[]): MetricScore => {
    const metric = registry.create("metric", name, {});
    if (metric.input !== "texts") throw notTexts(name);
    return metric.score(translations, references);
  };
  return {
    task: task.name,
    pairs: pairs.length,
    score: judge(task.metric, texts),
    chrf: judge("chrf", texts),
    copy: judge(task.metric, sources),
    cut,
  };
}

/** The task that a translator is judged on: the named one, or that of its run. */
export async function translationTask(
  registry: Registry,
  run: string,
  flags: TaskFlags,
): Promise<PluginConfig> {
  if (flags.task !== undefined) return taskConfig(registry, flags);
  if (flags.data !== undefined) return taskConfig(registry, { ...flags, task: "parallel" });
  const { data } = await readRunConfig(registry, run);
  if (data.type === "task") return data.task as PluginConfig;
  throw new GptError("TASK_UNNAMED", {
    message: `The run in ${run} did not learn from a translation.`,
    expected: "--data SOURCE --data TARGET, or a run on parallel text",
    got: `a run on the data set "${data.type}"`,
    help: "name two files of parallel text, or --task tales-translation",
  });
}

function notPairs(name: string, form: string): GptError {
  return new GptError("TASK_FORM", {
    message: `An encoder-decoder cannot be judged on the task "${name}".`,
    expected: "a translation: a task of the form seq2seq",
    got: `a task of the form ${form}`,
    help: "name parallel text, or a model that was fine-tuned on the task",
  });
}

function notTexts(metric: string): GptError {
  return new GptError("TASK_FORM", {
    message: `The metric "${metric}" does not compare texts.`,
    expected: "bleu, chrf, exact-match or token-f1",
    got: metric,
    help: "change the metric in the task's description",
  });
}
