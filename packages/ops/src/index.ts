/**
 * The op vocabulary: typed functions, each with a reference made of stock tfjs ops, a gradient, and
 * a kernel name under which a backend can register a fast kernel.
 *
 * @packageDocumentation
 */
export { accumulate } from "./accumulate.ts";
export { type Activation, type ActivationAttrs, activate, gelu, relu } from "./activation.ts";
export {
  type AdamAttrs,
  type AdamHyper,
  type AdamInputs,
  adamInputs,
  adamUpdate,
} from "./adam-update.ts";
export { type AttentionAttrs, type AttentionOptions, attention } from "./attention.ts";
export { type CacheAppendAttrs, cacheAppend } from "./cache-append.ts";
export { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
export type { CrossEntropyAttrs } from "./cross-entropy-reference.ts";
export {
  ABSENT,
  defineOp,
  hasKernel,
  type OpDefinition,
  type OpGradient,
  type OpInputs,
  runOp,
  runOp1,
} from "./dispatch.ts";
export { type DropoutSpec, dropout, dropoutFactors } from "./dropout.ts";
export { type EmbeddingGradAttrs, embedding } from "./embedding.ts";
export { globalNorm } from "./global-norm.ts";
export { OPS, type OpTable } from "./kernels.ts";
export {
  addLayerNorm,
  type LayerNormAttrs,
  type LayerNormOptions,
  layerNorm,
} from "./layer-norm.ts";
export { type LinearAttrs, linear } from "./linear.ts";
export { type LinearCrossEntropyOptions, linearCrossEntropy } from "./linear-cross-entropy.ts";
export {
  isPerHead,
  type MaskExtent,
  type Pattern,
  pairCount,
  patternMask,
  validatePattern,
  visible,
} from "./pattern.ts";
export { registerStockGradients } from "./stock-gradients.ts";
export { type ValueAndGrads, valueAndGrads } from "./value-and-grads.ts";
export { type VisibleKeys, visibleKeys } from "./visible-keys.ts";
export { TILE_SIDE, type VisibleTiles } from "./visible-tiles.ts";
