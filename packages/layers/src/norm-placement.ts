import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import type { Block, Stream } from "./block.ts";
import { createSubLayers } from "./sub-layers.ts";

/**
 * Pre-norm (GPT-2 §2.3): x ← x + f(LN(x)) for every sub-layer. The sum is left to the next norm, which
 * does both in one pass.
 */
export const preNormPlugin: AnyPlugin = definePlugin({
  kind: "block",
  name: "pre-norm",
  description: "x + f(norm(x)): GPT-2, GPT-3.",
  options: v.strictObject({}),
  create(_options, context): Block {
    const subLayers = createSubLayers(context);
    return {
      apply: (stream, call) =>
        subLayers.reduce(({ x, delta }: Stream, { norm, run }) => {
          if (delta === null) return { x, delta: run(norm.apply(x), call) };
          const { normalized, sum } = norm.applyToSum(delta, x);
          return { x: sum, delta: run(normalized, call) };
        }, stream),
    };
  },
});

/** Post-norm (Vaswani et al. 2017, §3.1): x ← LN(x + f(x)) for every sub-layer. */
export const postNormPlugin: AnyPlugin = definePlugin({
  kind: "block",
  name: "post-norm",
  description: "norm(x + f(x)): the original Transformer, GPT-1, BERT.",
  options: v.strictObject({}),
  create(_options, context): Block {
    const subLayers = createSubLayers(context);
    return {
      apply: (stream, call) =>
        subLayers.reduce(
          ({ x }: Stream, { norm, run }) => ({
            x: norm.applyToSum(run(x, call), x).normalized,
            delta: null,
          }),
          stream,
        ),
    };
  },
});
