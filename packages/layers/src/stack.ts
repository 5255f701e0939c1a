import type { PluginConfig, Registry } from "@gpt/registry";
import { add, type Tensor } from "@tensorflow/tfjs-core";
import type { Block, BlockCall, BlockNames, Stream } from "./block.ts";
import type { Initializer } from "./initializer.ts";
import type { NormPart } from "./norm.ts";
import type { ParameterScope } from "./parameter.ts";

/** What a stack is made from; the parts are configs, looked up in the registry. */
export interface StackOptions {
  readonly nLayer: number;
  readonly nHead: number;
  readonly dModel: number;
  readonly dFf: number;
  /** Norm placement: `pre-norm` or `post-norm`. */
  readonly block: PluginConfig;
  readonly attention: PluginConfig;
  readonly norm: PluginConfig;
  readonly ffn: PluginConfig;
  /** Whether a norm follows the last block. */
  readonly finalNorm: boolean;
  readonly qkvBias: boolean;
  readonly outBias: boolean;
  /** Factor of q·k. @default 1/sqrt(dModel / nHead) */
  readonly scale?: number | undefined;
  readonly dropout: { readonly attention: number; readonly residual: number };
  /** First values of matrices, and of those that write to the residual stream. */
  readonly initializers: { readonly weight: Initializer; readonly residual: Initializer };
}

/** Published names of a stack. */
export interface StackNames {
  /** Scope of block i. */
  readonly block: (index: number) => string;
  readonly inBlock: BlockNames;
  /** Scope of the norm after the last block. */
  readonly finalNorm: string;
}

/** Blocks one after the other, and a norm at the end where there is one. */
export class Stack {
  readonly #blocks: readonly Block[];
  readonly #finalNorm: NormPart | null;

  constructor(registry: Registry, scope: ParameterScope, options: StackOptions, names: StackNames) {
    this.#blocks = Array.from({ length: options.nLayer }, (_, layer) =>
      registry.create("block", options.block, {
        registry,
        scope: scope.scope(names.block(layer)),
        layer,
        options,
        names: names.inBlock,
      }),
    );
    const normContext = () => ({ scope: scope.scope(names.finalNorm), size: options.dModel });
    this.#finalNorm = options.finalNorm
      ? registry.create("norm", options.norm, normContext())
      : null;
  }

  /** `[B, T, C]` → `[B, T, C]`. `onBlock` sees the input and the output of every block, summed. */
  apply(x: Tensor, call: BlockCall, onBlock?: (hidden: Tensor) => void): Tensor {
    onBlock?.(x);
    let stream: Stream = { x, delta: null };
    for (const block of this.#blocks) {
      stream = block.apply(stream, call);
      onBlock?.(sumOf(stream));
    }
    if (this.#finalNorm === null) return sumOf(stream);
    return stream.delta
      ? this.#finalNorm.applyToSum(stream.delta, stream.x).normalized
      : this.#finalNorm.apply(stream.x);
  }
}

function sumOf({ x, delta }: Stream): Tensor {
  return delta ? add(x, delta) : x;
}
