/**
 * Attention variants: dense, banded, strided, fixed, and their merged, per-head and alternating forms.
 *
 * @packageDocumentation
 */
import type { AnyPlugin } from "@gpt/registry";
import { alternating, heads, union } from "./combined.ts";
import { causal, full } from "./dense.ts";
import { banded, fixed, strided } from "./sparse.ts";

export {
  type AttentionCall,
  type AttentionContext,
  type AttentionPart,
  patternPart,
} from "./part.ts";

/** The variants of this package, for `registry.register(...attentionPlugins)`. */
export const attentionPlugins: readonly AnyPlugin[] = [
  full,
  causal,
  banded,
  strided,
  fixed,
  union,
  heads,
  alternating,
];
