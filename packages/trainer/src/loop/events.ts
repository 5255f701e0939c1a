/**
 * What a training run tells the world, in the order it happens. Within one step the order is
 * always: step, validation, sample, checkpoint.
 */

/** Facts about the run that do not change while it goes on. */
export interface RunFacts {
  readonly name: string;
  /** Model type and size in words, e.g. `gpt2`. */
  readonly model: string;
  /** Number of trained scalars. */
  readonly parameters: number;
  /** Absent where batches differ in size. */
  readonly tokensPerStep?: number;
  readonly backend: string;
  /** The computer in words; empty where unknown. */
  readonly machine: string;
  readonly steps?: number;
  readonly maxTokens?: number;
  readonly maxMinutes?: number;
}

/** First event of every session. `step` is 0, or that of the checkpoint it goes on from. */
export interface StartEvent {
  readonly type: "start";
  readonly step: number;
  readonly facts: RunFacts;
}

/** One optimizer update has been done. */
export interface StepEvent {
  readonly type: "step";
  /** Updates so far, this one included. */
  readonly step: number;
  /** Mean training loss of the step's batch before its update, in nats per target. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
  /** Tokens read so far by the whole run. */
  readonly tokens: number;
  /** Moving average; validation and saving not counted. */
  readonly tokensPerSecond: number;
  /** Run time so far, earlier sessions included. */
  readonly seconds: number;
  /** Seconds to go, or null while unknown. */
  readonly remaining: number | null;
}

/** The validation batches have been scored. */
export interface ValidationEvent {
  readonly type: "validation";
  readonly step: number;
  /** Mean over the fixed batches, in nats per target. */
  readonly loss: number;
  /** Whether it is the lowest so far. */
  readonly best: boolean;
  readonly tokens: number;
  readonly seconds: number;
}

/** A text the model wrote. */
export interface Sample {
  readonly prompt: string;
  readonly text: string;
}

/** The model has been asked to write. */
export interface SampleEvent {
  readonly type: "sample";
  readonly step: number;
  readonly samples: readonly Sample[];
}

/** Which checkpoint: the newest, or the one of lowest validation loss. */
export type CheckpointSlot = "last" | "best";

/** A checkpoint is complete on disk. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly step: number;
  readonly slot: CheckpointSlot;
}

/** Something a person should know; nothing is wrong. */
export interface NoteEvent {
  readonly type: "note";
  readonly step: number;
  readonly message: string;
}

/** Why a run ended: which limit was reached, patience ran out, or somebody stopped it. */
export type StopReason = "steps" | "tokens" | "minutes" | "patience" | "interrupted";

/** Last event of a session. */
export interface DoneEvent {
  readonly type: "done";
  readonly step: number;
  readonly reason: StopReason;
  readonly tokens: number;
  readonly seconds: number;
  /** Lowest validation loss; null without validation. */
  readonly bestLoss: number | null;
  readonly bestStep: number | null;
}

/** Any of them; `type` tells which. */
export type TrainEvent =
  | StartEvent
  | StepEvent
  | ValidationEvent
  | SampleEvent
  | CheckpointEvent
  | NoteEvent
  | DoneEvent;

/** Listens to a run. The loop waits for what `on` returns, so events never overtake each other. */
export interface Callback {
  on(event: TrainEvent): void | Promise<void>;
  /** Called once when the session is over, also after an error. */
  close?(): void | Promise<void>;
}

/** What a callback is created with besides its options. */
export interface CallbackContext {
  /** The run's folder. */
  readonly folder: string;
}

declare module "@gpt/registry" {
  interface Kinds {
    callback: { product: Callback; context: CallbackContext };
  }
}
