import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { firstUpdate, floor, fromRun, given, rate, warmup, warmupUpdates } from "./schedule.ts";
import { halfCosine, line, type Shape, warmedUp } from "./shape.ts";

/** A schedule that rises in a line, then falls in a shape until the last update. */
function decaying(name: string, description: string, shape: Shape, lowest: number): AnyPlugin {
  return definePlugin({
    kind: "schedule",
    name,
    description,
    options: v.strictObject({
      learningRate: v.optional(rate, 6e-4), // GPT-3 Small, table 2.1
      warmup: v.optional(warmup, 0.05),
      floor: v.optional(floor, lowest),
      steps: fromRun,
      firstUpdate: v.optional(firstUpdate, 1),
    }),
    create: (options, context) => {
      const { learningRate, floor, firstUpdate } = options;
      const steps = given(name, "steps", options.steps, context);
      const rise = warmupUpdates(options.warmup, () => steps);
      return (update) =>
        learningRate * warmedUp(shape, update - 1 + firstUpdate, rise, steps, floor);
    },
  });
}

/** Warm-up, then half a cosine wave down to a share of the peak. */
export const cosine: AnyPlugin = decaying(
  "cosine",
  "Warm-up, then half a cosine wave down to a share of the peak.",
  halfCosine,
  0.1,
);

/** Warm-up, then a straight line down to a share of the peak. */
export const linear: AnyPlugin = decaying(
  "linear",
  "Warm-up, then a straight line down to a share of the peak.",
  line,
  0,
);
