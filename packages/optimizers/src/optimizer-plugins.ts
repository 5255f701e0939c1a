import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { type AdamOptions, adamRule } from "./adam.ts";
import { type AdamVariant, bert, decoupled, gpt1 } from "./adam-variant.ts";
import { BaseOptimizer } from "./base-optimizer.ts";
import { decayRule } from "./decay-rule.ts";
import { sgdRule } from "./sgd.ts";

const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const notNegative = v.pipe(v.number(), v.minValue(0));
const length = v.nullable(v.pipe(v.number(), v.gtValue(0)));

/** An Adam under a name, with the constants of the work it is from as defaults. */
function adamPlugin(
  name: string,
  description: string,
  variant: AdamVariant,
  preset: AdamOptions & { readonly decay: "matrices" | "not-norm-or-bias" },
): AnyPlugin {
  return definePlugin({
    kind: "optimizer",
    name,
    description,
    options: v.strictObject({
      betas: v.optional(v.tuple([share, share]), [...preset.betas]),
      epsilon: v.optional(v.pipe(v.number(), v.gtValue(0)), preset.epsilon),
      weightDecay: v.optional(notNegative, preset.weightDecay),
      decay: v.optional(decayRule, preset.decay),
      clipNorm: v.optional(length, preset.clipNorm),
    }),
    create: (options, { parameters }) =>
      new BaseOptimizer(adamRule(name, variant, options), parameters),
  });
}

const adamw = adamPlugin("adamw", "Adam with decoupled decay, GPT-3's constants.", decoupled, {
  betas: [0.9, 0.95], // GPT-3 appendix B
  epsilon: 1e-8,
  weightDecay: 0.1,
  decay: "matrices",
  clipNorm: 1,
});

const adam = adamPlugin("adam", "Adam as in the Transformer: no decay, no clipping.", decoupled, {
  betas: [0.9, 0.98], // Vaswani et al. 2017 §5.3
  epsilon: 1e-9,
  weightDecay: 0,
  decay: "matrices",
  clipNorm: null,
});

const adamGpt1 = adamPlugin("adam-gpt1", "Adam of GPT-1's release: corrected decay.", gpt1, {
  betas: [0.9, 0.999], // Radford et al. 2018 §4.1
  epsilon: 1e-8,
  weightDecay: 0.01,
  decay: "matrices",
  clipNorm: 1,
});

const adamBert = adamPlugin("adam-bert", "Adam of BERT's release: no bias correction.", bert, {
  betas: [0.9, 0.999], // Devlin et al. 2019 appendix A.2, and optimization.py of the release
  epsilon: 1e-6,
  weightDecay: 0.01,
  decay: "not-norm-or-bias",
  clipNorm: 1,
});

const sgd = definePlugin({
  kind: "optimizer",
  name: "sgd",
  description: "Stochastic gradient descent with momentum.",
  options: v.strictObject({
    momentum: v.optional(share, 0.9),
    weightDecay: v.optional(notNegative, 0),
    decay: v.optional(decayRule, "matrices"),
    clipNorm: v.optional(length, null),
  }),
  create: (options, { parameters }) => new BaseOptimizer(sgdRule(options), parameters),
});

/** The optimizers of this package. */
export const optimizers: readonly AnyPlugin[] = [adamw, adam, adamGpt1, adamBert, sgd];
