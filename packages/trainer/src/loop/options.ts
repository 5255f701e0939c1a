import type { BatchData, BatchStream } from "@gpt/data";
import type { TrainableModel } from "@gpt/models";
import type { Optimizer } from "@gpt/optimizers";
import type { Callback, RunFacts, Sample } from "./events.ts";
import type { CheckpointStore, Snapshot } from "./snapshot.ts";
import type { Limits } from "./stop.ts";

/** What {@link train} needs. The caller makes the parts and disposes them. */
export interface TrainOptions extends Limits {
  /** Its `loss(batch, context)` decides what is learned. Parameters must be initialised. */
  readonly model: TrainableModel;
  readonly optimizer: Optimizer;
  /** Learning rate of an update, counted from 1. */
  readonly schedule: (update: number) => number;
  readonly data: BatchStream;
  /** Micro-batches per update. @default 1 */
  readonly accumulate?: number;
  /** Seed of dropout. @default 0 */
  readonly seed?: number;
  /** The fixed batches that validation scores; none: no validation. */
  readonly validation?: readonly BatchData[];
  /** Steps between validations. @default 100 */
  readonly evalEvery?: number;
  /** Writes samples with the current weights. */
  readonly sample?: (step: number) => Promise<readonly Sample[]>;
  /** Steps between samples. @default `evalEvery` */
  readonly sampleEvery?: number;
  /** Where checkpoints go; without it nothing is saved. */
  readonly checkpoints?: CheckpointStore;
  /** Steps between checkpoints of the slot `last`. @default `evalEvery` */
  readonly checkpointEvery?: number;
  /** Goes on from this state; the model, optimizer and data are set to it first. */
  readonly resume?: Snapshot;
  readonly callbacks?: readonly Callback[];
  /** Aborting it ends the run after the current step, saved, with reason `interrupted`. */
  readonly signal?: AbortSignal;
  /** Said at the start: what a person should know about how the run began. */
  readonly notes?: readonly string[];
  /** Names for reports; what is missing is filled in from the model and tfjs. */
  readonly facts?: Partial<RunFacts>;
}
