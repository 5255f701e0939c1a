import { GptError } from "@gpt/registry";
import * as v from "valibot";
import type { OptimizerParameter } from "./optimizer.ts";

/** Which parameters lose weight to decay. */
export type DecayRule = "matrices" | "not-norm-or-bias" | "all" | readonly string[];

/**
 * Schema of the option `decay`:
 *
 * - `matrices`: those of rank 2 and more, so no bias and no gain (GPT-1's release, usual since)
 * - `not-norm-or-bias`: those whose name speaks of neither (BERT's `exclude_from_weight_decay`)
 * - `all`
 * - a list of regular expressions: those whose name matches one
 */
export const decayRule = v.union([
  v.picklist(["matrices", "not-norm-or-bias", "all"]),
  v.array(v.string()),
]);

/** BERT names LayerNorm, layer_norm and bias; GPT-2's ln_1, ln_2 and ln_f are norms too. */
const NORM_OR_BIAS = /norm|(^|\.)ln_|bias/i;

/** Turns a rule into a test of parameters. @throws GptError `OPTIMIZER_PATTERN` */
export function decays(rule: DecayRule): (parameter: OptimizerParameter) => boolean {
  if (rule === "all") return () => true;
  if (rule === "matrices") return ({ shape }) => shape.length >= 2;
  if (rule === "not-norm-or-bias") return ({ name }) => !NORM_OR_BIAS.test(name);
  const patterns = rule.map(toPattern);
  return ({ name }) => patterns.some((pattern) => pattern.test(name));
}

function toPattern(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new GptError("OPTIMIZER_PATTERN", {
      message: `The option "decay" holds something that is no regular expression.`,
      expected: 'a regular expression, as "\\\\.weight$"',
      got: JSON.stringify(source),
      help: `escape special characters: ${(cause as Error).message}`,
      cause,
    });
  }
}
