import type { CausalModel, KvCache } from "@gpt/models";
import { tensor2d, tidy } from "@tensorflow/tfjs-core";

/**
 * Feeds tokens to a causal model one stretch at a time and keeps its key/value cache. When the
 * context is full, the older half is dropped and the newer half is read again: learned positions
 * cannot slide.
 */
export class Decoder {
  readonly #model: CausalModel;
  #cache: KvCache | undefined;
  #ids: number[] = [];

  constructor(model: CausalModel) {
    this.#model = model;
  }

  /** Logits of the token after `ids`, `[vocabSize]`. Reads back without blocking. */
  async next(ids: readonly number[]): Promise<Float32Array> {
    const fresh = this.#admit(ids);
    const cache = this.#cache ?? this.#model.createCache(1);
    this.#cache = cache;
    const logits = tidy(() =>
      this.#model.logits(tensor2d(Int32Array.from(fresh), [1, fresh.length], "int32"), {
        cache,
        lastOnly: true,
      }),
    );
    const row = await logits.data<"float32">();
    logits.dispose();
    return row;
  }

  /** Frees the cache. */
  dispose(): void {
    this.#cache?.dispose();
    this.#cache = undefined;
  }

  /** The tokens that still have to be read, after making room for them. */
  #admit(ids: readonly number[]): readonly number[] {
    const limit = this.#model.contextLength;
    this.#ids.push(...ids);
    if (this.#ids.length <= limit) return ids;
    this.dispose();
    this.#ids = this.#ids.slice(-Math.max(1, Math.floor(limit / 2)));
    return this.#ids;
  }
}
