import { GptError } from "@gpt/registry";
import * as v from "valibot";

/** Learning rate of an update, counted from 1. */
export type Schedule = (update: number) => number;

/** What a schedule may take from the run where its options leave it open. */
export interface ScheduleContext {
  /** Updates of the whole run. */
  readonly steps?: number;
  /** Tokens of one update. */
  readonly tokensPerUpdate?: number;
  /** Width of the model. */
  readonly dModel?: number;
}

declare module "@gpt/registry" {
  interface Kinds {
    schedule: { product: Schedule; context: ScheduleContext };
  }
}

/** Schema of `learningRate`: the peak. */
export const rate = v.pipe(v.number(), v.gtValue(0));

/** Schema of `warmup`: a number of updates; below 1, a share of all updates. */
export const warmup = v.pipe(v.number(), v.minValue(0));

/** Schema of a number of updates, tokens or widths that the context gives where it is null. */
export const fromRun = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null);

/** Schema of `floor`: the lowest rate, as a share of the peak. */
export const floor = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/**
 * Schema of `firstUpdate`: what the counter shows at the first update. At 0, as in the releases of
 * GPT-1 and BERT, which count after the update, a warm-up begins with a learning rate of 0.
 */
export const firstUpdate = v.picklist([0, 1]);

/** Number of warm-up updates. */
export function warmupUpdates(warmup: number, steps: () => number): number {
  return warmup < 1 ? (warmup === 0 ? 0 : warmup * steps()) : warmup;
}

/**
 * A number from the options, else from the run.
 *
 * @throws GptError `SCHEDULE_INCOMPLETE` where neither gives it
 */
export function given(
  schedule: string,
  option: keyof ScheduleContext,
  own: number | null,
  context: ScheduleContext,
): number {
  const value = own ?? context[option];
  if (value !== undefined) return value;
  throw new GptError("SCHEDULE_INCOMPLETE", {
    message: `The schedule "${schedule}" needs "${option}", and the run does not give it.`,
    expected: `the option "${option}"`,
    got: "null",
    help: `add it: { "type": "${schedule}", "${option}": … }`,
  });
}
