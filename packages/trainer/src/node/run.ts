import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readJsonFile, writeAtomic } from "@gpt/checkpoint/node";
import type { Dataset, DatasetContext, DownloadProgress, TokenizeProgress } from "@gpt/data";
import { type FileStore, openFileStore } from "@gpt/data/node";
import { GptError, type Registry } from "@gpt/registry";
import { type Tokenizer, tokenizerFromJson } from "@gpt/tokenizer";
import type { TrainProgress } from "@gpt/tokenizer/train";
import { type RunConfig, type RunConfigInput, resolveConfig } from "../config/run-config.ts";
import type { Callback } from "../loop/events.ts";
import type { Snapshot } from "../loop/snapshot.ts";
import { type TrainResult, train } from "../loop/train.ts";
import { assembleRun, type RunParts } from "../run/assemble.ts";
import { makeTokenizer } from "../run/make-tokenizer.ts";
import { trainOptions } from "../run/train-options.ts";
import { CheckpointFolder, loadCheckpoint } from "./checkpoint-folder.ts";
import { withFileErrors } from "./file-errors.ts";
import { lockRun } from "./lock.ts";
import { describeMachine } from "./machine.ts";
import { checkChanges } from "./resume-config.ts";

/** What happens before the first step. */
export type Preparation =
  | { readonly stage: "download"; readonly progress: DownloadProgress }
  | { readonly stage: "tokenizer"; readonly progress: TrainProgress }
  | {
      readonly stage: "tokens";
      readonly split: "train" | "validation";
      readonly progress: TokenizeProgress;
    };

/** What {@link startRun} and {@link resumeRun} need besides the configuration. */
export interface RunOptions {
  /** Holds the parts that the configuration names. */
  readonly registry: Registry;
  /** The run's folder. */
  readonly folder: string;
  /** More listeners, besides those the configuration names. */
  readonly callbacks?: readonly Callback[];
  /** Aborting it ends the run after the current step, saved. */
  readonly signal?: AbortSignal;
  readonly onPrepare?: (progress: Preparation) => void;
}

/** How a session ended, and what was run. */
export type RunResult = TrainResult & { readonly folder: string; readonly config: RunConfig };

/**
 * Trains in a new folder: `config.json`, `tokenizer.json`, `tokens/`, `checkpoints/`, and what the
 * callbacks write (logs, report). tfjs-core's current backend is used: select one before.
 *
 * @param config what is left out gets its default: a small GPT-2 on generated tales
 * @throws GptError `RUN_EXISTS`, `RUN_IN_USE`, whatever the parts refuse, and what {@link train} throws
 */
export async function startRun(config: RunConfigInput, options: RunOptions): Promise<RunResult> {
  const { registry, folder } = options;
  const resolved = resolveConfig(registry, config, "the run's configuration");
  return inFolder(folder, async (notes) => {
    if (existsSync(join(folder, "config.json"))) throw exists(folder);
    return runSession(resolved, options, notes, null);
  });
}

/**
 * Goes on with the run in a folder, exactly where its last checkpoint stands; from the beginning if
 * it has none yet.
 *
 * @param changes options that may differ from the ones it began with: limits, intervals, callbacks
 * @throws GptError `RUN_NOT_FOUND`, `RUN_IN_USE`, `RESUME_CHANGED`, `CONFIG_NEWER`, and those of
 *   {@link loadCheckpoint}
 */
export async function resumeRun(
  options: RunOptions,
  changes: RunConfigInput = {},
): Promise<RunResult> {
  const { registry, folder } = options;
  const stored = await readRunConfig(registry, folder);
  return inFolder(folder, async (notes) => {
    const changed = { ...stored, ...changes };
    const config = resolveConfig(registry, changed, "the changed configuration");
    for (const { path, left, right } of checkChanges(stored, config)) {
      notes.push(`${path}: ${JSON.stringify(left)} → ${JSON.stringify(right)}`);
    }
    return runSession(config, options, notes, join(folder, "checkpoints"));
  });
}

/** The configuration that a run folder records. @throws GptError `RUN_NOT_FOUND`, `CONFIG_NEWER` */
export async function readRunConfig(registry: Registry, folder: string): Promise<RunConfig> {
  const path = join(folder, "config.json");
  if (!existsSync(path)) throw notFound(folder);
  return resolveConfig(registry, await readJsonFile(path), path);
}

/** Holds the folder's lock while `work` goes on. What is worth telling goes into `notes`. */
async function inFolder<T>(folder: string, work: (notes: string[]) => Promise<T>): Promise<T> {
  await withFileErrors(folder, () => mkdir(folder, { recursive: true }));
  const lock = await lockRun(folder);
  try {
    return await work(lock.note === null ? [] : [lock.note]);
  } finally {
    await lock.release();
  }
}

/** @param checkpoints where to go on from; null for a new run */
async function runSession(
  config: RunConfig,
  options: RunOptions,
  notes: string[],
  checkpoints: string | null,
): Promise<RunResult> {
  const { registry, folder, signal } = options;
  const stores: FileStore[] = [];
  let parts: RunParts | null = null;
  try {
    const context: DatasetContext = {
      registry,
      onDownload: (progress) => options.onPrepare?.({ stage: "download", progress }),
    };
    const dataset = registry.create("dataset", config.data, context);
    const tokenizer = await openTokenizer(config, options, dataset, checkpoints !== null);
    const key = fingerprint(config, tokenizer);
    parts = await assembleRun(
      registry,
      config,
      dataset,
      tokenizer,
      async (split, source, encoder) => {
        const path = join(folder, "tokens", split);
        const report = (progress: TokenizeProgress) =>
          options.onPrepare?.({ stage: "tokens", split, progress });
        const kind = encoder === tokenizer ? key : `${key} by sentences`;
        const store = await openFileStore(path, kind, source, encoder, report);
        stores.push(store);
        return store;
      },
    );
    await writeJson(join(folder, "config.json"), parts.config);
    const resume = checkpoints === null ? null : await lastSnapshot(checkpoints, parts, notes);
    const model = { config: parts.model.config, tokenizer: tokenizer.toJSON() };
    const standard = trainOptions(parts);
    const result = await train({
      ...standard,
      checkpoints: new CheckpointFolder(join(folder, "checkpoints"), model, config.keepCheckpoints),
      callbacks: [
        ...config.callbacks.map((callback) => registry.create("callback", callback, { folder })),
        ...(options.callbacks ?? []),
      ],
      notes: [...(standard.notes ?? []), ...notes],
      facts: { ...standard.facts, machine: describeMachine() },
      ...(resume !== null && { resume }),
      ...(signal !== undefined && { signal }),
    });
    return { ...result, folder, config: parts.config };
  } finally {
    parts?.dispose();
    for (const store of stores) await store.close();
  }
}

/** The run's tokenizer: the stored one where the run goes on, else made (trained) and stored. */
async function openTokenizer(
  config: RunConfig,
  { registry, folder, onPrepare }: RunOptions,
  dataset: Dataset,
  resumes: boolean,
): Promise<Tokenizer> {
  const path = join(folder, "tokenizer.json");
  if (resumes) return tokenizerFromJson(await readJsonFile(path));
  const tokenizer = await makeTokenizer(registry, config, dataset, (progress) =>
    onPrepare?.({ stage: "tokenizer", progress }),
  );
  await writeJson(path, tokenizer.toJSON());
  return tokenizer;
}

/** The newest checkpoint; null where the run was stopped before its first. */
async function lastSnapshot(
  checkpoints: string,
  { model }: RunParts,
  notes: string[],
): Promise<Snapshot | null> {
  try {
    return await loadCheckpoint(checkpoints, "last", model.parameters);
  } catch (error) {
    if (!(error instanceof GptError && error.code === "CHECKPOINT_MISSING")) throw error;
    notes.push("there is no checkpoint yet: the run begins anew");
    return null;
  }
}

/** Names corpus and tokenizer: token files of another are written anew. */
function fingerprint({ data }: RunConfig, tokenizer: Tokenizer): string {
  const text = JSON.stringify([data, tokenizer.toJSON()]);
  return createHash("sha256").update(text).digest("hex");
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

function exists(folder: string): GptError {
  return new GptError("RUN_EXISTS", {
    message: `There already is a run in ${folder}.`,
    expected: "a new or empty folder",
    got: "a folder with config.json",
    help: "go on with that run (resume), or name another folder",
  });
}

function notFound(folder: string): GptError {
  return new GptError("RUN_NOT_FOUND", {
    message: `There is no run in ${folder}.`,
    expected: "a folder with config.json, as a training run leaves it",
    got: existsSync(folder) ? "a folder without it" : "no such folder",
    help: "check the path, or start a run",
  });
}
