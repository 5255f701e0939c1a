import type { Pattern } from "@gpt/ops";
import {
  type AnyPlugin,
  definePlugin,
  GptError,
  type PluginConfig,
  partConfig,
} from "@gpt/registry";
import * as v from "valibot";
import { type AttentionContext, patternPart } from "./part.ts";

const several = v.strictObject({ of: v.pipe(v.array(partConfig()), v.minLength(1)) });

/** One head sees what any of the variants sees (the merged form, Sparse Transformer §4.3). */
export const union: AnyPlugin = definePlugin({
  kind: "attention",
  name: "union",
  description: "What any of the given variants sees.",
  options: several,
  create: ({ of }, context) => patternPart({ type: "union", of: patterns("union", of, context) }),
});

/** Each head has a variant of its own, in turn (the multi-head form, Sparse Transformer §4.3). */
export const heads: AnyPlugin = definePlugin({
  kind: "attention",
  name: "heads",
  description: "Head h uses variant h mod n.",
  options: several,
  create: ({ of }, context) => patternPart({ type: "heads", of: patterns("heads", of, context) }),
});

/** Each layer has a variant of its own, in turn (GPT-3 §2.1: dense and banded). */
export const alternating: AnyPlugin = definePlugin({
  kind: "attention",
  name: "alternating",
  description: "Layer l uses variant l mod n.",
  options: several,
  create: ({ of }, context) => {
    const chosen = of[context.layer % of.length] as PluginConfig;
    return context.registry.create("attention", chosen, context);
  },
});

function patterns(name: string, of: readonly PluginConfig[], context: AttentionContext): Pattern[] {
  return of.map((config) => {
    const { pattern } = context.registry.create("attention", config, context);
    if (pattern !== null) return pattern;
    throw new GptError("ATTENTION_NOT_A_PATTERN", {
      message: `"${name}" cannot combine "${config.type}": it is a function, not a pattern.`,
      expected: "variants that see by a pattern",
      got: config.type,
      help: 'combine it by layers with "alternating" instead',
    });
  });
}
