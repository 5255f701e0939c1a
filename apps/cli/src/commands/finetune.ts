import { basename, join } from "node:path";
import { readJsonFile, writeAtomic } from "@gpt/checkpoint/node";
import { confusionMatrix } from "@gpt/evaluation";
import type { Json, Registry } from "@gpt/registry";
import type { EpochResult } from "@gpt/trainer";
import { openModel } from "@gpt/trainer/node";
import { startBackend } from "../backend.ts";
import { parseOverride, setOption } from "../overrides.ts";
import { userPath } from "../paths.ts";
import { refuseFull } from "../refuse-full.ts";
import { createRegistry } from "../registry.ts";
import { stopSignal } from "../stop-signal.ts";
import { baselineAccuracy } from "../task/baseline.ts";
import { createTaskModel } from "../task/create-task-model.ts";
import { resolveFinetune } from "../task/finetune-config.ts";
import { finetunePage } from "../task/finetune-page.ts";
import { noTokenizer } from "../task/no-tokenizer.ts";
import { type LabelledTask, openTask, type TaskFlags, taskConfig } from "../task/open-task.ts";
import { type FinetuneOutcome, runFinetune } from "../task/run-finetune.ts";
import { saveTaskModel } from "../task/task-folder.ts";
import { FinetuneView } from "../view/finetune-view.ts";

/** Flags of `gpt finetune`. */
export interface FinetuneFlags extends TaskFlags {
  readonly plugin?: readonly string[];
  readonly from: string;
  readonly out?: string;
  readonly config?: string;
  readonly epochs?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly examples?: number;
  readonly lmWeight?: number;
  readonly fresh?: boolean;
  readonly baseline?: boolean;
  readonly seed?: number;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `gpt finetune`: a task head on a pre-trained model; the best epoch is kept. */
export async function finetuneCommand(
  overrides: readonly string[],
  flags: FinetuneFlags,
): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  const view = new FinetuneView(flags.json === true);
  const backend = await startBackend(registry, flags.backend ?? "auto");
  const opened = await openModel(registry, userPath(flags.from));
  const { model: pretrained, tokenizer, folder: source } = opened;
  if (tokenizer === null) throw noTokenizer(source);
  const input = await finetuneInput(registry, flags, overrides);
  const config = resolveFinetune(registry, input, Number(pretrained.config.dModel));
  const task = await openTask(registry, config.task);
  const folder = userPath(flags.out ?? `runs/${task.name}-from-${basename(userPath(flags.from))}`);
  await refuseFull(folder);
  view.begin(task, folder, `${backend.name} (${backend.reason})`);
  if (flags.baseline === true) view.baseline(baselineAccuracy(task, config.examples));
  const fresh = flags.fresh === true;
  const model = await createTaskModel(registry, pretrained, { ...config, task, tokenizer }, fresh);
  pretrained.dispose();
  const stop = stopSignal(() => view.stopping());
  try {
    const { signal } = stop;
    const onEpoch = (epoch: EpochResult) => view.epoch(epoch, config.epochs, task.metric);
    const parts = { registry, config, task, tokenizer, model, signal, onEpoch };
    const outcome = await runFinetune(parts);
    await saveTaskModel(folder, model, tokenizer, task);
    await writeResults(folder, task, config, outcome);
    view.done(folder, task, outcome);
    if (outcome.reason === "interrupted") process.exitCode = 130;
  } finally {
    stop.release();
    model.dispose();
  }
}

/** `finetune.json` for machines, `report.html` for people. */
async function writeResults(
  folder: string,
  task: LabelledTask,
  config: object,
  { epochs, best, score, cut, seconds, reason, predictions }: FinetuneOutcome,
): Promise<void> {
  const confusion = confusionOf(task, predictions);
  const results = { task: task.name, config, epochs, best, score, confusion, cut, seconds, reason };
  await writeAtomic(join(folder, "finetune.json"), `${JSON.stringify(results, null, 2)}\n`);
  const page = finetunePage({ task, config, epochs, score, confusion });
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

async function finetuneInput(
  registry: Registry,
  flags: FinetuneFlags,
  overrides: readonly string[],
): Promise<object> {
  const config: { [key: string]: Json } =
    flags.config === undefined
      ? {}
      : ((await readJsonFile(userPath(flags.config))) as { [key: string]: Json });
  if (flags.task !== undefined || flags.data !== undefined || config.task === undefined) {
    const named = (config.task as { task?: string } | undefined)?.task; // a recipe's
    config.task = taskConfig(registry, { ...(named !== undefined && { task: named }), ...flags });
  }
  const given = {
    epochs: flags.epochs,
    batchSize: flags.batch,
    examples: flags.examples,
    lmWeight: flags.lmWeight,
    seed: flags.seed,
  };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) config[name] = value;
  if (flags.lr !== undefined) {
    config.schedule ??= { type: "linear", warmup: 0.002 };
    setOption(config, "schedule.learningRate", flags.lr);
  }
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    setOption(config, path, value);
  }
  return config;
}
