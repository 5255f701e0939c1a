import type { TrainableModel } from "@gpt/models";
import type { Optimizer } from "@gpt/optimizers";
import { GptError } from "@gpt/registry";
import * as tf from "@tensorflow/tfjs-core";
import type { CheckpointSlot } from "./events.ts";
import type { Progress } from "./progress.ts";

/** A float32 tensor off the device. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Everything a run needs to go on exactly: weights, optimizer state, progress. */
export interface Snapshot {
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly optimizer: {
    readonly scalars: Readonly<Record<string, number>>;
    readonly tensors: ReadonlyMap<string, HostTensor>;
  };
  readonly progress: Progress;
}

/** Where checkpoints go: a run folder, a browser's storage, memory. */
export interface CheckpointStore {
  /** Replaces the slot's checkpoint; if it fails, the earlier one must stay whole. */
  save(slot: CheckpointSlot, snapshot: Snapshot): Promise<void>;
}

/** Copies the state off the device. */
export async function takeSnapshot(
  model: TrainableModel,
  optimizer: Optimizer,
  progress: Progress,
): Promise<Snapshot> {
  const weights = new Map<string, HostTensor>();
  for (const { name, shape, values } of await model.parameters.download()) {
    weights.set(name, { shape, data: values });
  }
  const state = optimizer.state();
  const tensors = new Map<string, HostTensor>();
  for (const [name, tensor] of Object.entries(state.tensors)) {
    tensors.set(name, await download(tensor));
  }
  return { weights, optimizer: { scalars: { ...state.scalars }, tensors }, progress };
}

/**
 * Puts a snapshot's weights and optimizer state back.
 *
 * @throws GptError `CHECKPOINT_SHAPE` where a weight is missing, superfluous or of another shape
 */
export function restoreSnapshot(
  model: TrainableModel,
  optimizer: Optimizer,
  snapshot: Snapshot,
): void {
  checkWeights(model, snapshot.weights);
  for (const [name, { data }] of snapshot.weights) model.parameters.assign(name, data);
  const { scalars, tensors } = snapshot.optimizer;
  tf.tidy(() => {
    const onDevice = [...tensors].map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape], "float32"),
    ]);
    optimizer.restore({ scalars: { ...scalars }, tensors: Object.fromEntries(onDevice) });
  });
}

function checkWeights(model: TrainableModel, weights: Snapshot["weights"]): void {
  const names = new Set(weights.keys());
  for (const { name, shape } of model.parameters) {
    const got = weights.get(name);
    if (got === undefined) throw mismatch(name, `[${shape.join(", ")}]`, "no such weight");
    if (got.shape.join() !== shape.join()) {
      throw mismatch(name, `[${shape.join(", ")}]`, `[${got.shape.join(", ")}]`);
    }
    names.delete(name);
  }
  for (const name of names) throw mismatch(name, "no such weight", "one in the checkpoint");
}

function mismatch(name: string, expected: string, got: string): GptError {
  return new GptError("CHECKPOINT_SHAPE", {
    message: `The checkpoint does not fit the model: weight "${name}" differs.`,
    expected,
    got,
    help: "resume with the model configuration that the checkpoint was trained with",
  });
}

/** A copy: some backends hand out their own buffer, which the next step would change. */
async function download(tensor: tf.Tensor): Promise<HostTensor> {
  return { shape: [...tensor.shape], data: Float32Array.from(await tensor.data()) };
}
