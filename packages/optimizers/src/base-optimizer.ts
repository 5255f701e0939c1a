import { globalNorm } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { clipping } from "./clip.ts";
import { Moments } from "./moments.ts";
import type { Optimizer, OptimizerParameter, OptimizerState } from "./optimizer.ts";

/** A parameter that an update reaches, with its gradient. */
export interface Reached {
  readonly parameter: OptimizerParameter;
  readonly grad: Tensor;
}

/** One update, as a rule sees it. */
export interface Update {
  readonly reached: readonly Reached[];
  readonly learningRate: number;
  /** Number of this update, from 1. */
  readonly step: number;
  /** Multiplies every gradient; null: as they are. */
  readonly gradScale: Scalar | null;
  readonly moments: Moments;
}

/** How an optimizer differs from the others. */
export interface UpdateRule {
  readonly name: string;
  /** The moments it keeps of every parameter. */
  readonly moments: readonly string[];
  readonly clipNorm: number | null;
  /** Makes the update; returns the global norm of the gradients where it came up on the way. */
  apply(update: Update): Scalar | null;
}

/** Everything that all optimizers share: counting, clipping, state. */
export class BaseOptimizer implements Optimizer {
  readonly name: string;
  readonly #rule: UpdateRule;
  readonly #parameters: readonly OptimizerParameter[];
  readonly #moments: Moments;
  #step = 0;

  constructor(rule: UpdateRule, parameters: Iterable<OptimizerParameter>) {
    this.name = rule.name;
    this.#rule = rule;
    this.#parameters = [...parameters];
    this.#moments = new Moments(this.#parameters, rule.moments);
  }

  step(grads: readonly (Tensor | null)[], learningRate: number): { gradNorm: Scalar } {
    const reached = this.#reached(grads);
    const raw = reached.map(({ grad }) => grad);
    const { clipNorm } = this.#rule;
    const clipped = clipNorm === null ? null : clipping(raw, clipNorm);
    this.#step++;
    const update = {
      reached,
      learningRate,
      step: this.#step,
      gradScale: clipped?.gradScale ?? null,
      moments: this.#moments,
    };
    const measured = reached.length > 0 ? this.#rule.apply(update) : null;
    clipped?.gradScale.dispose();
    return { gradNorm: clipped?.gradNorm ?? measured ?? globalNorm(raw) };
  }

  state(): OptimizerState {
    return { scalars: { step: this.#step }, tensors: this.#moments.entries() };
  }

  restore({ scalars, tensors }: Parameters<Optimizer["restore"]>[0]): void {
    const { step } = scalars;
    if (step === undefined || !Number.isInteger(step) || step < 0) throw wrongStep(step);
    this.#moments.restore(tensors);
    this.#step = step;
  }

  dispose(): void {
    this.#moments.dispose();
  }

  #reached(grads: readonly (Tensor | null)[]): Reached[] {
    if (grads.length !== this.#parameters.length) {
      throw wrongCount(this.#parameters.length, grads.length);
    }
    const reached: Reached[] = [];
    for (const [i, parameter] of this.#parameters.entries()) {
      const grad = grads[i] ?? null;
      if (grad !== null) reached.push({ parameter, grad });
    }
    return reached;
  }
}

function wrongCount(expected: number, got: number): GptError {
  return new GptError("OPTIMIZER_GRADIENTS", {
    message: "The gradients are not those of the optimizer's parameters.",
    expected: `${expected}, one for each parameter, null where there is none`,
    got: `${got}`,
    help: "take the gradients with respect to all parameters, in their order",
  });
}

function wrongStep(got: unknown): GptError {
  return new GptError("OPTIMIZER_STATE", {
    message: "The optimizer state does not say how many updates were made.",
    expected: "scalars.step, an integer from 0",
    got: String(got),
    help: "restore what state() returned",
  });
}
