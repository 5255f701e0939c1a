import type {
  EncodedExample,
  Prediction,
  TaskExample,
  TaskModel,
  TaskTokenizer,
} from "@gpt/models";
import type { Optimizer } from "@gpt/optimizers";
import { GptError } from "@gpt/registry";
import type { Callback, TrainEvent } from "../loop/events.ts";
import type { CheckpointStore } from "../loop/snapshot.ts";
import { train } from "../loop/train.ts";
import { BestEpoch, type EpochResult } from "./best-epoch.ts";
import { batchesPerEpoch, bucketedStream } from "./bucketed-stream.ts";
import { type EncodedTask, encodeTask, lengthOf, trainingItems } from "./encode-task.ts";
import { predictTask } from "./predict-task.ts";

/** Judges predictions, one for each example; higher is better. */
export type TaskMetric = (
  predictions: readonly Prediction[],
  examples: readonly TaskExample[],
) => number;

/** What {@link finetune} needs. The caller makes the parts and disposes them. */
export interface FinetuneOptions {
  /** Its weights are the pre-trained ones: see `adoptPretrained`. */
  readonly model: TaskModel;
  readonly tokenizer: TaskTokenizer;
  readonly optimizer: Optimizer;
  /** Learning rate of an update, counted from 1, in a run of so many. */
  readonly schedule: (updates: number) => (update: number) => number;
  readonly train: readonly TaskExample[];
  /** What the epochs are judged by. */
  readonly validation: readonly TaskExample[];
  readonly metric: TaskMetric;
  /** @default 3 (GPT-1 §4.1) */
  readonly epochs?: number;
  /** Examples of a batch; windows of passages in span question answering. @default 32 (GPT-1 §4.1) */
  readonly batchSize?: number;
  /** Epochs from one judgement to the next; the last is always judged. @default 1 */
  readonly judgeEvery?: number;
  /** Judgements in a row without improvement that end the run. Default: all epochs are run. */
  readonly patience?: number;
  /** Seed of the order of the examples and of dropout. @default 0 */
  readonly seed?: number;
  /** Hear what a training run tells, with a `validation` event after each epoch. */
  readonly callbacks?: readonly Callback[];
  /** Told after each epoch, and waited for. */
  readonly onEpoch?: (epoch: EpochResult) => void | Promise<void>;
  readonly checkpoints?: CheckpointStore;
  /** Aborting it ends the run after the current step. */
  readonly signal?: AbortSignal;
}

/** How a fine-tuning ended. */
export interface FinetuneResult {
  readonly epochs: readonly EpochResult[];
  /** The epoch whose weights the model has now; null where not one was finished. */
  readonly best: EpochResult | null;
  /** Validation predictions of that epoch. */
  readonly predictions: readonly Prediction[];
  readonly reason: "epochs" | "patience" | "interrupted";
  /** Training and validation examples that were too long, and how many tokens that cost. */
  readonly cut: { readonly train: EncodedTask["cut"]; readonly validation: EncodedTask["cut"] };
  readonly seconds: number;
}

/**
 * Fine-tunes a task model: epochs over shuffled batches of like length, judged by the metric after each;
 * at the end the model has the weights of the best one (the first of equals).
 *
 * Same parts, seed and backend give bitwise equal losses and predictions.
 *
 * @throws GptError `CORPUS_EMPTY`, what the head refuses, `LOSS_NOT_FINITE`
 */
export async function finetune(options: FinetuneOptions): Promise<FinetuneResult> {
  const { model, tokenizer, epochs = 3, batchSize = 32, seed = 0 } = options;
  checkExamples(options);
  const training = encodeTask(model.head, tokenizer, options.train);
  const validation = encodeTask(model.head, tokenizer, options.validation);
  const items = trainingItems(model.head, training.examples);
  const perEpoch = batchesPerEpoch(items.length, batchSize);
  const steps = perEpoch * epochs;
  const stop = new AbortController();
  const best = new BestEpoch(model);
  const judge = new EpochJudge(options, validation.examples, perEpoch, best, stop);

  const { reason, seconds } = await train({
    model,
    optimizer: options.optimizer,
    schedule: options.schedule(steps),
    data: bucketedStream(items, { batchSize, seed, length: lengthOf, batch: model.head.batch }),
    steps,
    seed,
    evalEvery: perEpoch,
    notes: [...cutNotes(training, "training"), ...cutNotes(validation, "validation")],
    callbacks: [judge],
    signal: AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]),
    ...(options.checkpoints && { checkpoints: options.checkpoints }),
  });
  best.restore();
  return {
    epochs: best.epochs,
    best: best.best,
    predictions: best.predictions,
    reason: reason === "steps" ? "epochs" : stop.signal.aborted ? "patience" : "interrupted",
    cut: { train: training.cut, validation: validation.cut },
    seconds,
  };
}

/** Hears the training run, and judges the model at the end of each epoch. */
class EpochJudge implements Callback {
  readonly #options: FinetuneOptions;
  readonly #examples: readonly EncodedExample[];
  readonly #perEpoch: number;
  readonly #best: BestEpoch;
  readonly #stop: AbortController;
  #lossSum = 0;
  #updates = 0;

  constructor(
    options: FinetuneOptions,
    examples: readonly EncodedExample[],
    perEpoch: number,
    best: BestEpoch,
    stop: AbortController,
  ) {
    this.#options = options;
    this.#examples = examples;
    this.#perEpoch = perEpoch;
    this.#best = best;
    this.#stop = stop;
  }

  async on(event: TrainEvent): Promise<void> {
    await this.#tell(event);
    if (event.type !== "step") return;
    this.#lossSum += event.loss;
    this.#updates++;
    const { epochs = 3, judgeEvery = 1 } = this.#options;
    const epoch = event.step / this.#perEpoch;
    if (epoch % judgeEvery === 0 || epoch === epochs) await this.#judge(event);
  }

  async close(): Promise<void> {
    for (const callback of this.#options.callbacks ?? []) await callback.close?.();
  }

  async #judge({ step, tokens, seconds }: Extract<TrainEvent, { type: "step" }>): Promise<void> {
    const { model, validation, metric, patience, onEpoch } = this.#options;
    const { predictions, loss } = await predictTask(model, this.#examples);
    const result = await this.#best.take(
      {
        epoch: step / this.#perEpoch,
        step,
        trainLoss: this.#lossSum / this.#updates,
        validationLoss: loss,
        metric: metric(predictions, validation),
      },
      predictions,
    );
    this.#lossSum = 0;
    this.#updates = 0;
    await this.#tell({ type: "validation", step, loss, best: result.best, tokens, seconds });
    await onEpoch?.(result);
    if (patience !== undefined && this.#best.stale >= patience) this.#stop.abort();
  }

  async #tell(event: TrainEvent): Promise<void> {
    for (const callback of this.#options.callbacks ?? []) await callback.on(event);
  }
}

function cutNotes({ cut, examples }: EncodedTask, split: string): string[] {
  if (cut.examples === 0) return [];
  return [
    `${cut.examples} of ${examples.length} ${split} examples are longer than the context: ${cut.tokens} tokens were cut off`,
  ];
}

function checkExamples({ train: training, validation }: FinetuneOptions): void {
  for (const [split, examples] of Object.entries({ training, validation })) {
    if (examples.length > 0) continue;
    throw new GptError("CORPUS_EMPTY", {
      message: `There are no ${split} examples.`,
      expected: "at least one",
      got: "none",
      help: "check the data, and the limit on the number of examples",
    });
  }
}
