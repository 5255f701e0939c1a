import type { CallContext, Initializer, ParameterScope } from "@gpt/layers";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { TaskExample } from "./example.ts";
import type { Prediction } from "./prediction.ts";
import type { TaskTokenizer } from "./task-tokens.ts";

/** What a task head stands on: a left-to-right model or a bidirectional one. */
export type TrunkKind = "decoder" | "encoder";

/** What a task head is made with. */
export interface TaskHeadContext {
  readonly scope: ParameterScope;
  readonly trunk: TrunkKind;
  readonly dModel: number;
  /** Longest sequence the trunk reads. */
  readonly contextLength: number;
  /** First values of matrices. */
  readonly initializer: Initializer;
}

/** A window of a passage, and how to find its tokens in the passage's text. */
export interface SpanWindow {
  /** Position of the first passage token in the sequence. */
  readonly from: number;
  /** Where each passage token of the window starts and ends in the passage, in UTF-16 units. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether no other window shows the token with more context around it. */
  readonly maxContext: readonly boolean[];
  /** First and last position of the answer; both 0 where the window does not hold it. */
  readonly answer: readonly [first: number, last: number];
}

/** One sequence of ids, as the trunk reads it. */
export interface EncodedSequence {
  readonly ids: readonly number[];
  /** Segment of each token. */
  readonly tokenTypes: readonly number[];
  /** Position whose vector stands for the whole: the extract token, or the first. */
  readonly read: number;
  /** Tagging: position of the first piece of each word; −1 where it was cut off. */
  readonly pieces?: readonly number[];
  /** Span question answering. */
  readonly window?: SpanWindow;
}

/** An example after the input transformation. */
export interface EncodedExample {
  readonly example: TaskExample;
  readonly sequences: readonly EncodedSequence[];
  /** Tokens of the example that no sequence holds, because they were too many. */
  readonly cut: number;
}

/** Named arrays of one step, off the device: a `BatchData` of `@gpt/data`. */
export interface TaskBatch {
  readonly [name: string]: { readonly data: Int32Array; readonly shape: readonly number[] };
}

/** The same on the device. */
export type TaskTensors = { readonly [name: string]: Tensor };

/** What the trunk computed from a batch's sequences. */
export interface TrunkStates {
  /** `[N, T, C]`. */
  readonly hidden: Tensor;
  /** An encoder's pooled first position, `[N, C]`; null over decoders. */
  readonly pool: (() => Tensor) | null;
}

/** Logits off the device. */
export interface HostLogits {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/**
 * A task on top of a trunk: how its examples become sequences, its output layer, its loss, and what
 * it predicts.
 */
export interface TaskHead {
  /** Form of its examples, as task sets name it. */
  readonly form: string;
  /** Whether an example's sequences make one decision; if not, training may tell them apart. */
  readonly grouped: boolean;
  /**
   * Input transformation.
   *
   * @throws GptError `TASK_EXAMPLE`, `TASK_LABEL`, `TASK_TEXT_EMPTY`, `TOKENIZER_SPECIALS`
   */
  encode(example: TaskExample, tokenizer: TaskTokenizer): EncodedExample;
  /** Examples as one batch, padded on the right. */
  batch(examples: readonly EncodedExample[]): TaskBatch;
  /** Scores; what their axes are depends on the task. */
  outputs(states: TrunkStates, batch: TaskTensors, context: CallContext): Tensor;
  /** Mean loss, in nats where it is a cross-entropy. */
  loss(logits: Tensor, batch: TaskTensors): Scalar;
  /** One prediction for each example of the batch. */
  predict(logits: HostLogits, examples: readonly EncodedExample[]): Prediction[];
}

declare module "@gpt/registry" {
  interface Kinds {
    "task-head": { product: TaskHead; context: TaskHeadContext };
  }
}
