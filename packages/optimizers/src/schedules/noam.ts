import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { fromRun, given, rate } from "./schedule.ts";

/**
 * The Transformer's schedule (Vaswani et al. 2017, eq. 3): d^−½ · min(s^−½, s·w^−1½) at step s, with
 * its peak (d·w)^−½ at the end of w warm-up updates.
 */
export const noam: AnyPlugin = definePlugin({
  kind: "schedule",
  name: "noam",
  description: "The Transformer's: linear warm-up, then the inverse square root of the step.",
  options: v.strictObject({
    /** The peak; null: the paper's, which depends on the width. */
    learningRate: v.optional(v.nullable(rate), null),
    warmup: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 4000),
    /** Width of the model; only the paper's peak needs it. */
    dModel: fromRun,
  }),
  create: ({ learningRate, warmup, dModel }, context) => {
    const peak = learningRate ?? (given("noam", "dModel", dModel, context) * warmup) ** -0.5;
    return (update) => peak * Math.min(Math.sqrt(warmup / update), update / warmup);
  },
});
