import type { Sizes } from "../../bench/configs.ts";
import { makeStep } from "../../bench/ours.ts";
import type { Level } from "../options.ts";
import { startNative } from "../plugin.ts";

/** A model that trains in a moment. */
export const SMALL: Sizes = {
  name: "small",
  ...{ layers: 2, heads: 2, width: 48, time: 40, batch: 3, vocab: 61, steps: 0 },
};

/** Losses of some steps from the same start, on the current backend. */
export function train(steps: number): number[] {
  const step = makeStep(SMALL);
  const losses = Array.from({ length: steps }, () => step.run());
  step.dispose();
  return losses;
}

/** Losses of four steps on a level of the processor. */
export async function lossesOn(level: Level): Promise<number[]> {
  await startNative({ level, threads: 2 });
  return train(4);
}
