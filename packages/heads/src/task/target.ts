import { crossEntropy } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import {
  cast,
  mean,
  mul,
  reshape,
  type Scalar,
  square,
  sub,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { vector } from "./batch.ts";
import { checkLabel } from "./check.ts";
import { classPrediction, type Prediction } from "./prediction.ts";
import type { TaskBatch, TaskTensors } from "./task-head.ts";

/** What a head learns from one vector for each example: a class or a score. */
export interface Target {
  readonly outFeatures: number;
  /** @throws GptError `TASK_LABEL` */
  check(label: number): void;
  /** Labels as arrays of a batch. */
  arrays(labels: readonly number[]): TaskBatch;
  loss(logits: Tensor, batch: TaskTensors): Scalar;
  predict(logits: Float32Array): Prediction;
}

/** One of `count` classes: mean cross-entropy over `[B, count]`. */
export function classTarget(count: number): Target {
  return {
    outFeatures: count,
    check: (label) => void checkLabel(label, count),
    arrays: (labels) => ({ labels: vector(labels) }),
    loss: (logits, { labels }) => crossEntropy(logits, labels as Tensor) as Scalar,
    predict: classPrediction,
  };
}

/** Batches hold integers alone: scores travel in millionths. */
const MILLIONTH = 1e-6;
const LARGEST = 2000;

/** A number, such as STS-B's 0 … 5: mean squared error over `[B, 1]` (BERT's release for STS-B). */
export const scoreTarget: Target = {
  outFeatures: 1,
  check(label) {
    if (Number.isFinite(label) && Math.abs(label) <= LARGEST) return;
    throw new GptError("TASK_LABEL", {
      message: "An example has a score that cannot be learned.",
      expected: `a number from -${LARGEST} to ${LARGEST}`,
      got: String(label),
      help: "scale the scores",
    });
  },
  arrays: (labels) => ({ scores: vector(labels.map((label) => Math.round(label / MILLIONTH))) }),
  loss(logits, { scores }) {
    const wanted = mul(cast(scores as Tensor, "float32"), MILLIONTH); // [B]
    return mean(square(sub(reshape(logits, [-1]), wanted))) as Scalar;
  },
  predict: (logits) => ({ type: "score", score: logits[0] as number }),
};
