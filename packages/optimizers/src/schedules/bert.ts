import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { firstUpdate, fromRun, given, rate, warmup, warmupUpdates } from "./schedule.ts";
import { line } from "./shape.ts";

/**
 * BERT's release: a linear warm-up, then a line to 0 over *all* updates, so that after a warm-up of
 * w of T updates the rate falls at once to 1 − w/T of the peak (Devlin et al. 2019 appendix A.2;
 * optimization.py).
 */
export const bert: AnyPlugin = definePlugin({
  kind: "schedule",
  name: "bert",
  description: "BERT's release: warm-up, then a line to 0 over all updates.",
  options: v.strictObject({
    learningRate: v.optional(rate, 1e-4),
    warmup: v.optional(warmup, 0.01), // 10,000 of 1,000,000
    steps: fromRun,
    firstUpdate: v.optional(firstUpdate, 0),
  }),
  create: (options, context) => {
    const { learningRate, firstUpdate } = options;
    const steps = given("bert", "steps", options.steps, context);
    const rise = warmupUpdates(options.warmup, () => steps);
    return (update) => {
      const at = update - 1 + firstUpdate;
      return learningRate * (at < rise ? at / rise : line(at / steps));
    };
  },
});
