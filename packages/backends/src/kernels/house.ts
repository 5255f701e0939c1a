import { attention, maskedAttention } from "./attention.ts";
import { attentionGrad } from "./attention-grad.ts";
import { cacheAppend } from "./cache.ts";
import { crossEntropy, crossEntropyGrad } from "./cross-entropy.ts";
import { accumulate, activation, activationGrad, dropout } from "./elementwise.ts";
import { embedding, embeddingGrad } from "./embedding.ts";
import type { HeapKernel } from "./kernel.ts";
import { linear, linearGrad } from "./linear.ts";
import {
  biasedLinearCrossEntropy,
  linearCrossEntropy,
  linearCrossEntropyGrad,
} from "./linear-cross-entropy.ts";
import { addLayerNorm, layerNorm, layerNormGrad } from "./norm.ts";
import { adamUpdate, globalNorm } from "./optimizer.ts";

/** Kernels of all of @gpt/ops' operations. */
export const HOUSE_KERNELS: readonly HeapKernel[] = [
  linear,
  linearGrad,
  layerNorm,
  addLayerNorm,
  layerNormGrad,
  activation,
  activationGrad,
  attention,
  maskedAttention,
  attentionGrad,
  embedding,
  embeddingGrad,
  crossEntropy,
  crossEntropyGrad,
  linearCrossEntropy,
  biasedLinearCrossEntropy,
  linearCrossEntropyGrad,
  dropout,
  adamUpdate,
  globalNorm,
  cacheAppend,
  accumulate,
];
