import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { firstUpdate, floor, fromRun, given, rate } from "./schedule.ts";
import { halfCosine, warmedUp } from "./shape.ts";

const tokens = v.pipe(v.number(), v.minValue(0));

/**
 * GPT-3's schedule, counted in tokens (Brown et al. 2020 appendix B): linear warm-up over 375 million,
 * cosine to a tenth of the peak at 260 billion, constant after. Whether the cosine begins at 0 or at
 * the end of the warm-up is not published; here it is the latter.
 */
export const gpt3: AnyPlugin = definePlugin({
  kind: "schedule",
  name: "gpt3",
  description: "GPT-3's: warm-up and cosine by tokens, to a tenth of the peak, constant after.",
  options: v.strictObject({
    learningRate: v.optional(rate, 6e-4),
    warmupTokens: v.optional(tokens, 375e6),
    decayTokens: v.optional(tokens, 260e9),
    floor: v.optional(floor, 0.1),
    tokensPerUpdate: fromRun,
    firstUpdate: v.optional(firstUpdate, 1),
  }),
  create: (options, context) => {
    const { learningRate, warmupTokens, decayTokens, floor, firstUpdate } = options;
    const perUpdate = given("gpt3", "tokensPerUpdate", options.tokensPerUpdate, context);
    return (update) => {
      const seen = (update - 1 + firstUpdate) * perUpdate;
      return learningRate * warmedUp(halfCosine, seen, warmupTokens, decayTokens, floor);
    };
  },
});
