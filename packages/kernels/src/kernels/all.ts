import type { Kernel } from "../kernel.ts";
import { ACTIVATION_KERNELS } from "./activation.ts";
import { ARITHMETIC_KERNELS } from "./arithmetic.ts";
import { ATTENTION_KERNELS } from "./attention.ts";
import { CACHE_KERNELS } from "./cache.ts";
import { CROSS_ENTROPY_KERNELS } from "./cross-entropy.ts";
import { DROPOUT_KERNELS } from "./dropout.ts";
import { EMBEDDING_KERNELS } from "./embedding.ts";
import { withGuards } from "./guards.ts";
import { LINEAR_KERNELS } from "./linear.ts";
import { LINEAR_CROSS_ENTROPY_KERNELS } from "./linear-cross-entropy.ts";
import { MATMUL_KERNELS } from "./matmul.ts";
import { MOVE_KERNELS } from "./moves.ts";
import { NORM_KERNELS } from "./norm.ts";
import { OPTIMIZER_KERNELS } from "./optimizer.ts";
import { REDUCE_KERNELS } from "./reduce.ts";
import { VALUE_KERNELS } from "./values.ts";

/** Every kernel of the backend: those of @gpt/ops' operations, then stock ones; what they leave to others is guarded. */
export const KERNELS: readonly Kernel[] = withGuards([
  ...ACTIVATION_KERNELS,
  ...ATTENTION_KERNELS,
  ...CACHE_KERNELS,
  ...CROSS_ENTROPY_KERNELS,
  ...DROPOUT_KERNELS,
  ...EMBEDDING_KERNELS,
  ...LINEAR_KERNELS,
  ...LINEAR_CROSS_ENTROPY_KERNELS,
  ...NORM_KERNELS,
  ...OPTIMIZER_KERNELS,
  ...ARITHMETIC_KERNELS,
  ...MATMUL_KERNELS,
  ...MOVE_KERNELS,
  ...REDUCE_KERNELS,
  ...VALUE_KERNELS,
]);
