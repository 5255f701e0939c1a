import * as v from "valibot";

/** Most threads; as in native/threads.h of @gpt/kernels. */
export const MOST_THREADS = 64;

/** Options of the backend. */
export interface WasmOptions {
  /** Threads that kernels use, 64 at most. @default one for every core where memory can be shared, else 1 */
  readonly threads?: number | undefined;
  /**
   * Whether to multiply and add in one rounding where the processor can; results then depend on it.
   * @default true where the runtime has relaxed SIMD
   */
  readonly relaxed?: boolean | undefined;
  /** Bytes that tensors may take. @default 4 GiB */
  readonly memoryLimit?: number | undefined;
  /** URL of the folder with the .wasm files. @default found beside the code, also by bundlers */
  readonly path?: string | undefined;
}

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Schema of the options. */
export const wasmOptions = v.strictObject({
  threads: v.optional(v.pipe(positive, v.maxValue(MOST_THREADS))),
  relaxed: v.optional(v.boolean()),
  memoryLimit: v.optional(positive),
  path: v.optional(v.string()),
});
