import type { CaseGroup } from "../case.ts";
import { ACCUMULATE } from "./accumulate.ts";
import { ATTENTION, ATTENTION_PATTERNS } from "./attention.ts";
import { CACHE_APPEND } from "./cache-append.ts";
import { CROSS_ENTROPY, LINEAR_CROSS_ENTROPY } from "./cross-entropy.ts";
import { DROPOUT } from "./dropout.ts";
import { EMBEDDING } from "./embedding.ts";
import { ADD_LAYER_NORM, LAYER_NORM } from "./layer-norm.ts";
import { ACTIVATION, LINEAR } from "./linear.ts";
import { ADAM_UPDATE, GLOBAL_NORM } from "./optimizer.ts";

/** The whole suite. */
export const GROUPS: readonly CaseGroup[] = [
  LINEAR,
  ACTIVATION,
  LAYER_NORM,
  ADD_LAYER_NORM,
  ATTENTION_PATTERNS,
  ATTENTION,
  EMBEDDING,
  CROSS_ENTROPY,
  LINEAR_CROSS_ENTROPY,
  DROPOUT,
  ADAM_UPDATE,
  GLOBAL_NORM,
  CACHE_APPEND,
  ACCUMULATE,
];
