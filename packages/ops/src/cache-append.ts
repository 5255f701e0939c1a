import { concat, slice, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import { areFloat, checkOption, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/** Attributes of `GptCacheAppend`. */
export interface CacheAppendAttrs {
  /** Where the first new row goes on the time axis. */
  readonly position: number;
}

/** Kernel `GptCacheAppend`: cache, update → cache; a kernel may write in place and return the same data. */
export const CACHE_APPEND: OpDefinition<CacheAppendAttrs> = defineOp({
  name: "GptCacheAppend",
  reference: (inputs, { position }) => {
    const [cache, update] = [inputs.cache as Tensor4D, inputs.update as Tensor4D];
    const end = position + update.shape[1];
    const before = slice(cache, [0, 0, 0, 0], [-1, position, -1, -1]);
    const after = slice(cache, [0, end, 0, 0], [-1, cache.shape[1] - end, -1, -1]);
    return [concat([before, update, after], 1)];
  },
});

/**
 * Writes new rows into a key or value cache. The cache that is passed in is used up: dispose it and
 * go on with the result.
 *
 * @param cache `[B, capacity, H, D]`
 * @param update `[B, T, H, D]`
 * @param position time index of the first new row; position + T ≤ capacity
 * @throws GptError `OP_SHAPE`, `OP_OPTION`
 */
export function cacheAppend(cache: Tensor, update: Tensor, position: number): Tensor {
  const [batch, capacity, heads, width] = cache.shape as number[];
  const [b, time, h, d] = update.shape as number[];
  const fits = batch === b && heads === h && width === d;
  const room = position + (time as number) <= (capacity as number);
  const expected = `float32 cache [B, capacity, H, D], update [B, T, H, D], ${position} + T ≤ capacity`;
  checkShape(fits && room && areFloat(cache, update), "cacheAppend", expected, { cache, update });
  const whole = Number.isInteger(position) && position >= 0;
  checkOption(whole, "cacheAppend", "whole position ≥ 0", { position });
  return runOp1(CACHE_APPEND, { cache, update }, { position });
}
