import type { BatchData } from "@gpt/data";
import * as tf from "@tensorflow/tfjs-core";
import { type Course, secondsRemaining } from "../progress/remaining.ts";
import { Throughput } from "../progress/throughput.ts";
import { countTokens } from "./batch.ts";
import { evaluate } from "./evaluate.ts";
import type { CheckpointSlot, DoneEvent, RunFacts, StopReason, TrainEvent } from "./events.ts";
import { accumulateGradients } from "./gradients.ts";
import { notFinite } from "./not-finite.ts";
import type { TrainOptions } from "./options.ts";
import { judged, type Progress } from "./progress.ts";
import { restoreSnapshot, takeSnapshot } from "./snapshot.ts";
import { stopReason } from "./stop.ts";
import { yieldToHost } from "./yield.ts";

/** How a session ended. */
export type TrainResult = Omit<DoneEvent, "type">;

/**
 * Trains a model until a limit is reached, patience runs out or `signal` is aborted.
 *
 * Same parts, seed and backend give bitwise equal losses; a run that goes on from a snapshot
 * (`resume`) gives those of a run that was never stopped. Tensors in use do not grow with the steps.
 *
 * @throws GptError `LOSS_NOT_FINITE` when a loss, a gradient or a weight is NaN or infinite; the
 *   checkpoints are from before that
 * @throws GptError `CHECKPOINT_SHAPE` when `resume` is of another model
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const session = new Session(options);
  try {
    return await session.run();
  } finally {
    for (const callback of options.callbacks ?? []) await callback.close?.();
  }
}

/** One call of {@link train}: the loop and what it carries from step to step. */
class Session {
  readonly #options: TrainOptions;
  readonly #throughput = new Throughput();
  #progress: Progress;
  /** Step of the newest checkpoint; −1 before the first. */
  #savedAt: number;
  /** Where and when this session began. */
  #origin: Course = { step: 0, tokens: 0, seconds: 0 };
  #began = 0;

  constructor(options: TrainOptions) {
    this.#options = options;
    this.#progress = options.resume?.progress ?? {
      step: 0,
      tokens: 0,
      seconds: 0,
      best: null,
      stale: 0,
      validatedAt: 0,
      data: options.data.position(),
    };
    this.#savedAt = options.resume?.progress.step ?? -1;
  }

  async run(): Promise<TrainResult> {
    await this.#begin();
    const { evalEvery = 100, sampleEvery = evalEvery, checkpointEvery = evalEvery } = this.#options;
    let reason = this.#reason();
    while (reason === null) {
      await this.#update();
      if (this.#due(evalEvery)) await this.#validate();
      if (this.#due(sampleEvery)) await this.#sample();
      if (this.#due(checkpointEvery)) await this.#save("last");
      await yieldToHost();
      reason = this.#reason();
    }
    return this.#finish(reason);
  }

  async #begin(): Promise<void> {
    const { model, optimizer, data, resume } = this.#options;
    if (resume !== undefined) {
      restoreSnapshot(model, optimizer, resume);
      await data.seek(resume.progress.data);
    }
    this.#origin = this.#course();
    this.#began = performance.now();
    await this.#emit({ type: "start", step: this.#progress.step, facts: this.#facts() });
    const { step } = this.#progress;
    for (const message of this.#options.notes ?? []) {
      await this.#emit({ type: "note", step, message });
    }
  }

  /** One optimizer update from `accumulate` micro-batches. */
  async #update(): Promise<void> {
    const { model, optimizer, schedule, data, accumulate = 1, seed = 0 } = this.#options;
    const started = performance.now();
    const batches: BatchData[] = [];
    for (let i = 0; i < accumulate; i++) batches.push(await data.next());

    const step = this.#progress.step + 1;
    const learningRate = schedule(step);
    const update = accumulateGradients(model, batches, seed, this.#progress.step * accumulate);
    const { gradNorm } = optimizer.step(update.grads, learningRate);
    const [loss, norm] = await Promise.all([read(update.loss), read(gradNorm)]);
    tf.dispose([update.loss, gradNorm, ...update.grads.filter((grad) => grad !== null)]);
    checkFinite(step, "loss", loss);
    checkFinite(step, "gradient norm", norm);

    const tokens = batches.reduce((sum, batch) => sum + countTokens(batch), 0);
    this.#throughput.add(tokens, (performance.now() - started) / 1000);
    this.#progress = {
      ...this.#progress,
      step,
      tokens: this.#progress.tokens + tokens,
      seconds: this.#seconds(),
      data: data.position(),
    };
    await this.#reportStep(loss, learningRate, norm);
  }

  async #reportStep(loss: number, learningRate: number, gradNorm: number): Promise<void> {
    const { step, tokens, seconds } = this.#progress;
    await this.#emit({
      type: "step",
      step,
      loss,
      learningRate,
      gradNorm,
      tokens,
      tokensPerSecond: this.#throughput.tokensPerSecond,
      seconds,
      remaining: secondsRemaining(this.#origin, this.#course()),
    });
  }

  async #validate(): Promise<void> {
    const { model, validation = [] } = this.#options;
    if (validation.length === 0) return;
    const loss = await evaluate(model, validation);
    checkFinite(this.#progress.step, "validation loss", loss);
    const { isBest, ...progress } = judged(this.#progress, loss);
    this.#progress = { ...progress, seconds: this.#seconds() };
    const { step, tokens, seconds } = progress;
    await this.#emit({ type: "validation", step, loss, best: isBest, tokens, seconds });
    if (isBest) await this.#save("best");
  }

  async #sample(): Promise<void> {
    const { step } = this.#progress;
    const samples = await this.#options.sample?.(step);
    if (samples !== undefined) await this.#emit({ type: "sample", step, samples });
  }

  async #save(slot: CheckpointSlot): Promise<void> {
    const { model, optimizer, checkpoints } = this.#options;
    if (checkpoints === undefined) return;
    this.#progress = { ...this.#progress, seconds: this.#seconds() };
    const snapshot = await takeSnapshot(model, optimizer, this.#progress);
    const { step } = this.#progress;
    // An update can spoil the weights while its own loss, taken before, was still fine.
    for (const [name, { data }] of snapshot.weights) {
      const spoilt = data.find((value) => !Number.isFinite(value));
      if (spoilt !== undefined) throw notFinite(step, `weight "${name}"`, spoilt);
    }
    await checkpoints.save(slot, snapshot);
    if (slot === "last") this.#savedAt = step;
    await this.#emit({ type: "checkpoint", step, slot });
  }

  /** The last step's weights are always validated (unless interrupted) and saved. */
  async #finish(reason: StopReason): Promise<TrainResult> {
    const { step, validatedAt } = this.#progress;
    if (reason !== "interrupted" && validatedAt !== step) await this.#validate();
    if (this.#savedAt !== step) await this.#save("last");
    const { tokens, seconds, best } = this.#progress;
    const bestLoss = best?.loss ?? null;
    const result = { step, reason, tokens, seconds, bestLoss, bestStep: best?.step ?? null };
    await this.#emit({ type: "done", ...result });
    return result;
  }

  async #emit(event: TrainEvent): Promise<void> {
    for (const callback of this.#options.callbacks ?? []) await callback.on(event);
  }

  #due(every: number): boolean {
    return every > 0 && this.#progress.step % every === 0;
  }

  #reason(): StopReason | null {
    const limit = stopReason({ ...this.#progress, seconds: this.#seconds() }, this.#options);
    return limit ?? (this.#options.signal?.aborted ? "interrupted" : null);
  }

  /** Run time: that of earlier sessions, and since this one began. */
  #seconds(): number {
    return this.#origin.seconds + (performance.now() - this.#began) / 1000;
  }

  #course(): Course {
    const { steps, maxTokens, maxMinutes } = this.#options;
    const { step, tokens, seconds } = this.#progress;
    return { step, tokens, seconds, steps, maxTokens, maxMinutes };
  }

  #facts(): RunFacts {
    const { model, facts, steps, maxTokens, maxMinutes } = this.#options;
    return {
      name: "run",
      model: model.config.type,
      parameters: model.parameters.count,
      backend: tf.getBackend(),
      machine: "",
      ...(steps !== undefined && { steps }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(maxMinutes !== undefined && { maxMinutes }),
      ...facts,
    };
  }
}

function checkFinite(step: number, what: string, value: number): void {
  if (!Number.isFinite(value)) throw notFinite(step, what, value);
}

/** Reads a scalar without blocking: WebGPU cannot hand out data synchronously. */
async function read(scalar: tf.Scalar): Promise<number> {
  return (await scalar.data())[0] as number;
}
