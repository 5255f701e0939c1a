import { fillDropout, STREAM } from "@gpt/random";
import { mul, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { areFloat, checkOption, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/** Where the random bits of a dropout come from: the same mask on every backend, none stored. */
export interface DropoutSpec {
  /** Probability of dropping an element, in [0, 1). */
  readonly rate: number;
  /** The run's seed. */
  readonly seed: number;
  /** Global micro-step. */
  readonly step: number;
  /** The layer. */
  readonly site: number;
}

/** Refuses rates outside [0, 1). */
export function checkDropout(op: string, { rate }: DropoutSpec): void {
  checkOption(rate >= 0 && rate < 1, op, "dropout rate in [0, 1)", { rate });
}

/** Factors of the first `size` elements: 0 or 1/(1 − rate). */
export function dropoutFactors(size: number, spec: DropoutSpec): Float32Array {
  const { rate, seed, step, site } = spec;
  const factors = new Float32Array(size);
  fillDropout(factors, rate, { seed, step, site, stream: STREAM.dropout });
  return factors;
}

/** Kernel `GptDropout`: x → y. Its gradient is itself, applied to dy. */
export const DROPOUT: OpDefinition<DropoutSpec> = defineOp({
  name: "GptDropout",
  reference: (inputs, spec) => {
    const x = inputs.x as Tensor;
    return [mul(x, tensor(dropoutFactors(x.size, spec), x.shape))];
  },
  gradient: {
    gradFunc: (dy, _saved, spec) => ({
      x: () => runOp1(DROPOUT, { x: dy as Tensor }, spec as unknown as DropoutSpec),
    }),
  },
});

/**
 * Inverted dropout (Srivastava et al. 2014): zero with probability `rate`, else scaled by
 * 1/(1 − rate). Without a spec, or at rate 0, x itself is returned.
 *
 * @throws GptError `OP_SHAPE`, `OP_OPTION`
 */
export function dropout(x: Tensor, spec: DropoutSpec | null): Tensor {
  checkShape(areFloat(x), "dropout", "float32 x", { x });
  if (spec !== null) checkDropout("dropout", spec);
  return spec === null || spec.rate === 0 ? x : runOp1(DROPOUT, { x }, spec);
}
