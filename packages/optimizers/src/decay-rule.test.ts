import { isGptError } from "@gpt/registry";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type DecayRule, decayRule, decays } from "./decay-rule.ts";

/** Names and ranks as the models have them. */
const PARAMETERS = {
  "wte.weight": [50, 8],
  "h.0.ln_1.weight": [8],
  "h.0.attn.c_attn.weight": [8, 24],
  "h.0.attn.c_attn.bias": [24],
  "ln_f.bias": [8],
  "bert.encoder.layer.0.attention.output.dense.weight": [8, 8],
  "bert.encoder.layer.0.attention.output.LayerNorm.weight": [8],
  "cls.predictions.bias": [50],
  "head.scale": [1],
};

function decayed(rule: DecayRule): string[] {
  const isDecayed = decays(rule);
  return Object.entries(PARAMETERS)
    .filter(([name, shape]) => isDecayed({ name, shape, variable: undefined as never }))
    .map(([name]) => name);
}

const WEIGHTS = [
  "wte.weight",
  "h.0.attn.c_attn.weight",
  "bert.encoder.layer.0.attention.output.dense.weight",
];

describe("decays", () => {
  it("matrices: those of rank 2", () => {
    expect(decayed("matrices")).toEqual(WEIGHTS);
  });

  it("not-norm-or-bias: by name, whatever the rank", () => {
    expect(decayed("not-norm-or-bias")).toEqual([...WEIGHTS, "head.scale"]);
  });

  it("all", () => {
    expect(decayed("all")).toEqual(Object.keys(PARAMETERS));
  });

  it("a list: those whose name matches one of the expressions", () => {
    expect(decayed(["^wte", "\\.c_attn\\.bias$"])).toEqual(["wte.weight", "h.0.attn.c_attn.bias"]);
    expect(decayed([])).toEqual([]);
  });

  it("refuses what is no regular expression", () => {
    try {
      decays(["("]);
      expect.unreachable();
    } catch (error) {
      expect(isGptError(error) && [error.code, error.got]).toEqual(["OPTIMIZER_PATTERN", '"("']);
    }
  });
});

it("the schema takes the rules' names and lists, nothing else", () => {
  for (const rule of ["matrices", "not-norm-or-bias", "all", [], ["a"]]) {
    expect(v.is(decayRule, rule)).toBe(true);
  }
  for (const wrong of ["vectors", 3, null, [3]]) expect(v.is(decayRule, wrong)).toBe(false);
});
