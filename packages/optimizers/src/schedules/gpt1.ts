import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { firstUpdate, fromRun, given, rate, warmup, warmupUpdates } from "./schedule.ts";

/**
 * GPT-1's release: a linear warm-up, then a curve that began at update 0, so that the rate falls a
 * little where they meet. The paper pre-trains with `cosine`, a peak of 2.5e-4 and 2000 updates of
 * warm-up (§4.1); the release fine-tunes with `linear`, whose line also tilts the warm-up.
 */
export const gpt1: AnyPlugin = definePlugin({
  kind: "schedule",
  name: "gpt1",
  description: "GPT-1's release: warm-up, then cosine or line to 0, counted from update 0.",
  options: v.strictObject({
    learningRate: v.optional(rate, 2.5e-4),
    form: v.optional(v.picklist(["cosine", "linear"]), "cosine"),
    warmup: v.optional(warmup, 0.002),
    steps: fromRun,
    firstUpdate: v.optional(firstUpdate, 0),
  }),
  create: (options, context) => {
    const { learningRate, form, firstUpdate } = options;
    const steps = given("gpt1", "steps", options.steps, context);
    const rise = warmupUpdates(options.warmup, () => steps);
    const height = form === "cosine" ? cosineHeight : linearHeight;
    return (update) => learningRate * height(update - 1 + firstUpdate, rise, steps);
  },
});

/** `warmup_cosine` of opt.py. */
function cosineHeight(at: number, rise: number, steps: number): number {
  if (at <= rise) return rise === 0 ? 1 : at / rise;
  return at >= steps ? 0 : 0.5 * (1 + Math.cos((Math.PI * at) / steps));
}

/** `warmup_linear` of opt.py. */
function linearHeight(at: number, rise: number, steps: number): number {
  const risen = at <= rise && rise > 0 ? at / rise : 1;
  return risen * Math.max(0, 1 - at / steps);
}
