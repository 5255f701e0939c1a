import { type DropoutSpec, dropout } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What a forward pass depends on besides weights and inputs. */
export interface CallContext {
  /** Whether dropout is on. */
  readonly training: boolean;
  /** The run's seed. */
  readonly seed: number;
  /** Global micro-step: another one, another dropout mask. */
  readonly step: number;
}

/** A forward pass without dropout. */
export const INFERENCE: CallContext = { training: false, seed: 0, step: 0 };

/** Dropout at a place of the model: its rate, and the site that addresses its bits. */
export interface DropoutPlace {
  readonly rate: number;
  readonly site: number;
}

/** The spec of this call's dropout; null when there is none. */
export function dropoutSpec(place: DropoutPlace, context: CallContext): DropoutSpec | null {
  if (!context.training || place.rate === 0) return null;
  return { rate: place.rate, seed: context.seed, step: context.step, site: place.site };
}

/** Dropout when training, else x itself. */
export function applyDropout(x: Tensor, place: DropoutPlace, context: CallContext): Tensor {
  return dropout(x, dropoutSpec(place, context));
}
