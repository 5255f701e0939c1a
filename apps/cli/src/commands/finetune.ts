import { basename } from "node:path";
import { readJsonFile } from "@gpt/checkpoint/node";
import { checkTask, type TaskSet } from "@gpt/data";
import type { Json, Registry } from "@gpt/registry";
import { type OpenedModel, openModel } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { parseOverride, setOption } from "../overrides.ts";
import { userPath } from "../paths.ts";
import { refuseFull } from "../refuse-full.ts";
import { createRegistry } from "../registry.ts";
import { stopSignal } from "../stop-signal.ts";
import { baselineAccuracy } from "../task/baseline.ts";
import { type FinetuneConfig, resolveFinetune } from "../task/finetune-config.ts";
import { type FinetuneTrial, runGrid } from "../task/finetune-grid.ts";
import { type GridPoint, gridPoints } from "../task/grid.ts";
import { noTokenizer } from "../task/no-tokenizer.ts";
import { type LabelledTask, openTask, type TaskFlags, taskConfig } from "../task/open-task.ts";
import { FinetuneView } from "../view/finetune-view.ts";

/** Flags of `gpt finetune`. */
export interface FinetuneFlags extends TaskFlags, BackendFlags {
  readonly plugin?: readonly string[];
  readonly from: string;
  readonly out?: string;
  readonly config?: string;
  readonly epochs?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly grid?: readonly string[];
  readonly examples?: number;
  readonly lmWeight?: number;
  readonly fresh?: boolean;
  readonly baseline?: boolean;
  readonly seed?: number;
  readonly json?: boolean;
}

type JsonObject = { [key: string]: Json };

/** `gpt finetune`: a task head on a pre-trained model; the best epoch, and of a grid the best, is kept. */
export async function finetuneCommand(
  overrides: readonly string[],
  flags: FinetuneFlags,
): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  const points = gridPoints(flags.grid ?? []);
  const view = new FinetuneView(flags.json === true);
  const backend = await startBackend(registry, flags);
  const { model, tokenizer, folder: source } = await openModel(registry, userPath(flags.from));
  if (tokenizer === null) throw noTokenizer(source);
  const input = await finetuneInput(registry, flags, overrides);
  const configs = points.map((point) => configAt(registry, input, point, model));
  const task = await openTask(registry, (configs[0] as FinetuneConfig).task);
  const trials = points.map((point, at) => trialOf(task, configs[at] as FinetuneConfig, point));
  const folder = userPath(flags.out ?? `runs/${task.name}-from-${basename(userPath(flags.from))}`);
  await refuseFull(folder);
  view.begin(task, folder, `${backend.name} (${backend.reason})`);
  view.warn((trials[0] as FinetuneTrial).task as TaskSet);
  if (flags.baseline === true) view.baseline(baselineAccuracy((trials[0] as FinetuneTrial).task));
  const stop = stopSignal(() => view.stopping());
  try {
    const from = { registry, model, tokenizer, fresh: flags.fresh === true };
    const interrupted = await runGrid(trials, from, { folder, view, signal: stop.signal });
    if (interrupted) process.exitCode = 130;
  } finally {
    stop.release();
    model.dispose();
  }
}

/** The configuration of a point, all defaults filled in. */
function configAt(
  registry: Registry,
  input: JsonObject,
  point: GridPoint,
  model: OpenedModel["model"],
): FinetuneConfig {
  const config = { ...input };
  for (const [place, value] of point) set(config, place, value);
  return resolveFinetune(registry, config, Number(model.config.dModel));
}

/** A fine-tuning on the examples that its configuration takes. @throws GptError `ONE_CLASS` */
function trialOf(task: LabelledTask, config: FinetuneConfig, point: GridPoint): FinetuneTrial {
  const part = { ...task, train: task.train.slice(0, config.examples ?? task.train.length) };
  checkTask(part);
  return { task: part, config, point };
}

async function finetuneInput(
  registry: Registry,
  flags: FinetuneFlags,
  overrides: readonly string[],
): Promise<JsonObject> {
  const config: JsonObject =
    flags.config === undefined ? {} : ((await readJsonFile(userPath(flags.config))) as JsonObject);
  if (flags.task !== undefined || flags.data !== undefined || config.task === undefined) {
    const recipe = (config.task as { task?: string } | undefined)?.task;
    config.task = taskConfig(registry, { ...(recipe !== undefined && { task: recipe }), ...flags });
  }
  const given = {
    epochs: flags.epochs,
    batchSize: flags.batch,
    examples: flags.examples,
    lmWeight: flags.lmWeight,
    seed: flags.seed,
    "schedule.learningRate": flags.lr,
  };
  for (const [place, value] of Object.entries(given)) {
    if (value !== undefined) set(config, place, value);
  }
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    set(config, path, value);
  }
  return config;
}

/** Sets an option; a schedule that is not named yet is the default one. */
function set(config: JsonObject, place: string, value: Json): void {
  if (place.startsWith("schedule.")) config.schedule ??= { type: "linear", warmup: 0.002 };
  setOption(config, place, value);
}
