import {
  attentionSubLayer,
  type BlockCall,
  type BlockContext,
  ffnSubLayer,
  type SubLayer,
} from "./block.ts";
import type { DropoutPlace } from "./call-context.ts";
import {
  type AttentionInput,
  type AttentionNames,
  MultiHeadAttention,
} from "./multi-head-attention.ts";
import type { NormPart } from "./norm.ts";

/** The sub-layers of a block in order: self-attention, cross-attention where there is one, feed-forward. */
export function createSubLayers(context: BlockContext): SubLayer[] {
  const { names, layer } = context;
  const self = attention(context, names.attention, names.norm1, (call) => ({
    keyMask: call.keyMask ?? null,
    cache: call.cache ? { store: call.cache, layer } : null,
  }));
  const cross = names.cross && crossAttention(context, names.cross, names.normCross ?? "norm");
  const feedForward = ffnSubLayer(norm(context, names.norm2), ffn(context), place(context, "ffn"));
  return [self, ...(cross ? [cross] : []), feedForward];
}

function crossAttention(context: BlockContext, names: AttentionNames, norm: string): SubLayer {
  const everything = { ...context, options: { ...context.options, attention: { type: "full" } } };
  return attention(everything, names, norm, ({ memory, memoryMask }) => ({
    memory: memory ?? null,
    keyMask: memoryMask ?? null,
  }));
}

function attention(
  context: BlockContext,
  names: AttentionNames,
  normName: string,
  inputOf: (call: BlockCall) => AttentionInput,
): SubLayer {
  const { registry, scope, layer, options } = context;
  const { dModel, nHead, initializers, scale, qkvBias, outBias } = options;
  const part = registry.create("attention", options.attention, { registry, layer, nHead });
  const dropout = options.dropout.attention;
  const own = { dModel, nHead, names, part, qkvBias, outBias, scale, dropout, initializers };
  const multiHead = new MultiHeadAttention(scope, own);
  return attentionSubLayer(norm(context, normName), multiHead, place(context, normName), inputOf);
}

function norm({ registry, scope, options }: BlockContext, name: string): NormPart {
  return registry.create("norm", options.norm, { scope: scope.scope(name), size: options.dModel });
}

function ffn({ registry, scope, options, names }: BlockContext) {
  const { dModel, dFf, initializers } = options;
  return registry.create("ffn", options.ffn, {
    registry,
    scope,
    dModel,
    dFf,
    initializers,
    names: names.ffn,
  });
}

/** Where a sub-layer's output is dropped. */
function place({ scope, options }: BlockContext, name: string): DropoutPlace {
  return { rate: options.dropout.residual, site: scope.site(`${name}#output`) };
}
