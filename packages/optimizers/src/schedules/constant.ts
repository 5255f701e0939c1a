import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { firstUpdate, fromRun, given, rate, warmup, warmupUpdates } from "./schedule.ts";

/** One rate, after a linear warm-up if wanted. */
export const constant: AnyPlugin = definePlugin({
  kind: "schedule",
  name: "constant",
  description: "One rate, after a linear warm-up if wanted.",
  options: v.strictObject({
    learningRate: v.optional(rate, 1e-3),
    warmup: v.optional(warmup, 0),
    /** Updates of the run, where the warm-up is a share of them. */
    steps: fromRun,
    firstUpdate: v.optional(firstUpdate, 1),
  }),
  create: (options, context) => {
    const { learningRate, firstUpdate } = options;
    const rise = warmupUpdates(options.warmup, () =>
      given("constant", "steps", options.steps, context),
    );
    return (update) => {
      const at = update - 1 + firstUpdate;
      return at < rise ? (learningRate * at) / rise : learningRate;
    };
  },
});
