import { cacheAppend } from "@gpt/ops";
import { keep, type Tensor, zeros } from "@tensorflow/tfjs-core";

/** Keys and values of one layer, `[B, capacity, H, D]`. */
export interface LayerCache {
  keys: Tensor;
  values: Tensor;
}

/** Keys and values of the tokens a model has read, so that each is computed once. */
export class KvCache {
  /** Tokens read so far. */
  length = 0;
  readonly capacity: number;
  readonly layers: readonly LayerCache[];

  constructor(
    nLayer: number,
    shape: readonly [batch: number, capacity: number, nHead: number, dHead: number],
  ) {
    this.capacity = shape[1];
    this.layers = Array.from({ length: nLayer }, () => ({
      keys: keep(zeros([...shape])),
      values: keep(zeros([...shape])),
    }));
  }

  /** Writes a layer's new keys and values behind what is there; {@link advance} moves on. */
  append(layer: number, keys: Tensor, values: Tensor): LayerCache {
    const cache = this.layers[layer] as LayerCache;
    for (const [name, update] of Object.entries({ keys, values }) as [
      "keys" | "values",
      Tensor,
    ][]) {
      const next = keep(cacheAppend(cache[name], update, this.length));
      cache[name].dispose();
      cache[name] = next;
    }
    return cache;
  }

  /** Counts tokens that every layer has now appended. */
  advance(tokens: number): void {
    this.length += tokens;
  }

  /** Frees the memory. */
  dispose(): void {
    for (const { keys, values } of this.layers) {
      keys.dispose();
      values.dispose();
    }
  }
}
