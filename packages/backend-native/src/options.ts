import * as v from "valibot";

/** Instruction sets that kernels are compiled for, by system and processor; see scripts/target.mjs. */
const LEVELS = ["amx", "avx512bf16", "avx512", "avx2", "neonbf16", "neon", "portable"] as const;

/** Name of an instruction set. */
export type Level = (typeof LEVELS)[number];

/** Levels that multiply bf16. */
export const BF16_LEVELS: readonly Level[] = ["amx", "avx512bf16", "neonbf16"];

/** Most threads; as in native/threads.h of @gpt/kernels. */
export const MOST_THREADS = 256;

/** Options of the backend. */
export interface NativeOptions {
  /** Threads that kernels use, 256 at most. @default one for every physical core */
  readonly threads?: number | undefined;
  /**
   * Instruction set: `amx`, `avx512bf16`, `avx512`, `avx2`, `neonbf16`, `neon` or `portable`.
   * @default the fastest this processor has
   */
  readonly level?: Level | undefined;
  /**
   * `bf16`: operands of large products are rounded to bf16; sums, statistics, losses and weights stay
   * float32. Tokens that are generated one at a time read a rounded copy of the weights, which takes half as
   * long and half as much memory again. Only the levels `amx`, `avx512bf16` and `neonbf16` have a unit for
   * it; the others go on in `f32`.
   * @default "f32"
   */
  readonly precision?: "f32" | "bf16" | undefined;
  /** Bytes that tensors may take. @default 95 % of what the machine, or the container, has */
  readonly memoryLimit?: number | undefined;
}

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Schema of the options. */
export const nativeOptions = v.strictObject({
  threads: v.optional(v.pipe(positive, v.maxValue(MOST_THREADS))),
  level: v.optional(v.picklist(LEVELS)),
  precision: v.optional(v.picklist(["f32", "bf16"])),
  memoryLimit: v.optional(positive),
});
