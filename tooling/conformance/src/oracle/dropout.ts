import type { DropoutSpec } from "@gpt/ops";
import { STREAM, uint32At } from "@gpt/random";
import { type Array64, get, zeros } from "./array.ts";

/** Factor of element `index`: 0 where its Philox word is below rate·2³², else 1/(1 − rate). */
export function dropoutFactor(index: number, spec: DropoutSpec): number {
  const { rate, seed, step, site } = spec;
  const word = uint32At({ seed, step, site, stream: STREAM.dropout }, index);
  return word < Math.floor(rate * 2 ** 32) ? 0 : 1 / (1 - rate);
}

/** x times its factors; the same map takes dy to dx. */
export function dropoutForward(x: Array64, spec: DropoutSpec): Array64 {
  const y = zeros(x.shape);
  for (let at = 0; at < y.data.length; at++) y.data[at] = get(x, at) * dropoutFactor(at, spec);
  return y;
}
