import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  decodeTrainingState,
  encodeTrainingState,
  float32,
  type ParameterShape,
  type TensorData,
  toFloat32,
} from "@gpt/checkpoint";
import { loadModelFolder, saveModelFolder, writeAtomic } from "@gpt/checkpoint/node";
import { GptError, type Json, type PluginConfig } from "@gpt/registry";
import type { CheckpointSlot } from "../loop/events.ts";
import type { Progress } from "../loop/progress.ts";
import type { CheckpointStore, HostTensor, Snapshot } from "../loop/snapshot.ts";
import { withFileErrors } from "./file-errors.ts";
import { recoverFolder, replaceFolder } from "./replace-folder.ts";

/** File beside a checkpoint's model files that holds the rest of the state. */
const STATE = "training.safetensors";
/** What the names of kept weights begin with. */
const STEP = "step-";

/** The plain part of a training state. */
interface StateValues {
  readonly progress: Progress;
  readonly optimizer: Readonly<Record<string, number>>;
  /** SHA-256 of `model.safetensors`: weights and state belong together. */
  readonly weights: string;
}

/** What every checkpoint of a run carries besides the snapshot. */
export interface CheckpointModel {
  readonly config: PluginConfig;
  /** Contents of tokenizer.json. */
  readonly tokenizer?: Json;
}

/**
 * Checkpoints as folders `last` and `best`, each a model folder (one that Python's transformers
 * loads too, where the family is published) plus the training state. A slot is replaced as a whole:
 * killed at any moment, the process leaves the old or the new one.
 */
export class CheckpointFolder implements CheckpointStore {
  readonly #folder: string;
  readonly #model: CheckpointModel;
  readonly #keep: number;

  /** @param keep checkpoints whose weights stay besides, as `step-…`: the newest so many */
  constructor(folder: string, model: CheckpointModel, keep = 0) {
    this.#folder = folder;
    this.#model = model;
    this.#keep = keep;
  }

  async save(slot: CheckpointSlot, snapshot: Snapshot): Promise<void> {
    const path = join(this.#folder, slot);
    await withFileErrors(path, async () => {
      await mkdir(this.#folder, { recursive: true });
      if (slot === "last" && this.#keep > 0) await this.#keepWeights(snapshot);
      await replaceFolder(path, (partial) => writeCheckpoint(partial, this.#model, snapshot));
    });
  }

  async #keepWeights(snapshot: Snapshot): Promise<void> {
    const path = join(this.#folder, `${STEP}${snapshot.progress.step}`);
    await replaceFolder(path, (partial) => writeModel(partial, this.#model, snapshot));
    for (const old of (await keptCheckpoints(this.#folder)).slice(this.#keep)) {
      await rm(old, { recursive: true });
    }
  }
}

/** Folders of the weights that were kept, newest first. */
export async function keptCheckpoints(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const steps = names.flatMap((name) => {
    const [, step] = new RegExp(`^${STEP}(\\d+)$`).exec(name) ?? [];
    return step === undefined ? [] : Number(step);
  });
  return steps.sort((a, b) => b - a).map((step) => join(folder, `${STEP}${step}`));
}

async function writeCheckpoint(
  folder: string,
  model: CheckpointModel,
  snapshot: Snapshot,
): Promise<void> {
  await writeModel(folder, model, snapshot);
  const { optimizer, progress } = snapshot;
  const values: StateValues = {
    progress,
    optimizer: optimizer.scalars,
    weights: await sha256(join(folder, "model.safetensors")),
  };
  const tensors = new Map<string, TensorData>(
    Array.from(optimizer.tensors, ([name, { shape, data }]) => [name, float32(shape, data)]),
  );
  const state = await encodeTrainingState({ tensors, values: values as unknown as Json });
  await writeAtomic(join(folder, STATE), state);
}

async function writeModel(
  folder: string,
  { config, tokenizer }: CheckpointModel,
  { weights }: Snapshot,
): Promise<void> {
  const parameters = Array.from(weights, ([name, { shape, data }]) => ({
    name,
    shape,
    values: data,
  }));
  await saveModelFolder(folder, {
    config,
    parameters,
    ...(tokenizer !== undefined && { tokenizer }),
  });
}

/**
 * Reads a checkpoint back, finishing a save that a kill had interrupted.
 *
 * @param folder of the run's checkpoints
 * @param wanted the model's parameters
 * @throws GptError `CHECKPOINT_MISSING` where the slot was never saved; `CHECKPOINT_TORN` where
 *   weights and state do not belong together; `TRAINING_STATE_INVALID`, `SAFETENSORS_INVALID`,
 *   `CONFIG_NEWER`, `CHECKPOINT_MISMATCH` for damaged, foreign, newer and unfitting files
 */
export async function loadCheckpoint(
  folder: string,
  slot: CheckpointSlot,
  wanted: Iterable<ParameterShape>,
): Promise<Snapshot> {
  const path = join(folder, slot);
  return withFileErrors(path, async () => {
    await recoverFolder(path);
    const state = join(path, STATE);
    if (!existsSync(state)) throw missing(path);
    const { tensors, values } = await decodeTrainingState(await readFile(state), state);
    const { progress, optimizer, weights: hash } = values as unknown as StateValues;
    if ((await sha256(join(path, "model.safetensors"))) !== hash) throw torn(path);
    const parameters = [...wanted];
    const found = await (await loadModelFolder(path)).weights(parameters);
    return {
      weights: new Map(parameters.map(({ name, shape }) => [name, host(shape, found.get(name))])),
      optimizer: {
        scalars: optimizer,
        tensors: new Map(
          Array.from(tensors, ([name, tensor]) => [name, host(tensor.shape, toFloat32(tensor))]),
        ),
      },
      progress,
    };
  });
}

function host(shape: readonly number[], data: Float32Array | undefined): HostTensor {
  return { shape, data: data as Float32Array };
}

async function sha256(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function missing(path: string): GptError {
  return new GptError("CHECKPOINT_MISSING", {
    message: `There is no checkpoint at ${path}.`,
    expected: `a folder with ${STATE}`,
    got: existsSync(path) ? "a folder without it" : "nothing",
    help: "the run was stopped before its first checkpoint, or this is no run folder: start anew",
  });
}

function torn(path: string): GptError {
  return new GptError("CHECKPOINT_TORN", {
    message: `The weights in ${path} are not the ones that belong to its training state.`,
    expected: "the files of one save",
    got: "a changed or replaced model.safetensors",
    help: "resume from the other checkpoint of the run, or start a new run from these weights",
  });
}
