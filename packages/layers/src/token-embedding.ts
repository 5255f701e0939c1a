import { embedding } from "@gpt/ops";
import type { PluginConfig, Registry } from "@gpt/registry";
import { add, mul, type Tensor } from "@tensorflow/tfjs-core";
import { applyDropout, type CallContext, type DropoutPlace } from "./call-context.ts";
import type { Initializer } from "./initializer.ts";
import type { NormPart } from "./norm.ts";
import type { Parameter, ParameterScope } from "./parameter.ts";
import type { PositionPart } from "./position.ts";

/** What a {@link TokenEmbedding} is made from. */
export interface TokenEmbeddingOptions {
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly dModel: number;
  readonly position: PluginConfig;
  /** Rows of the segment table; 0 for none (BERT: 2). */
  readonly segments: number;
  /** Multiplies token vectors by sqrt(dModel) (the original Transformer). */
  readonly scaled: boolean;
  /** Norm after the sum (BERT); null for none. */
  readonly norm: PluginConfig | null;
  readonly dropout: number;
  readonly initializers: { readonly token: Initializer; readonly position: Initializer };
}

/** Published names of the tables. */
export interface EmbeddingNames {
  readonly token: string;
  readonly position: string;
  readonly segment: string;
  readonly norm: string;
}

/** What stands beside the tokens. */
export interface EmbeddingInput {
  /** Position of the first token. @default 0 */
  readonly offset?: number;
  /** int32 `[B, T]`, where rows have positions of their own. */
  readonly positions?: Tensor | null;
  /** int32 `[B, T]`, where the model has a segment table. */
  readonly segments?: Tensor | null;
}

/** Token vectors plus positions plus segments, normalised and dropped where asked. */
export class TokenEmbedding {
  /** The token table `[V, C]`, which output layers may share. */
  readonly table: Parameter;
  readonly #position: PositionPart;
  readonly #segments: Parameter | null;
  readonly #norm: NormPart | null;
  readonly #scale: number;
  readonly #dropout: DropoutPlace;

  constructor(
    registry: Registry,
    scope: ParameterScope,
    options: TokenEmbeddingOptions,
    names: EmbeddingNames,
  ) {
    const { vocabSize, contextLength, dModel, initializers, segments, norm } = options;
    this.table = scope.declare(names.token, [vocabSize, dModel], initializers.token);
    this.#position = registry.create("position", options.position, {
      scope,
      contextLength,
      dModel,
      name: names.position,
      initializer: initializers.position,
    });
    this.#segments =
      segments > 0 ? scope.declare(names.segment, [segments, dModel], initializers.token) : null;
    const normContext = () => ({ scope: scope.scope(names.norm), size: dModel });
    this.#norm = norm === null ? null : registry.create("norm", norm, normContext());
    this.#scale = options.scaled ? Math.sqrt(dModel) : 1;
    this.#dropout = { rate: options.dropout, site: scope.site(`${names.token}#sum`) };
  }

  /** `[B, T]` int32 → `[B, T, C]`. */
  apply(ids: Tensor, context: CallContext, input: EmbeddingInput = {}): Tensor {
    const { offset = 0, segments, positions } = input;
    const tokens = embedding(this.table.variable, ids);
    const scaled = this.#scale === 1 ? tokens : mul(tokens, this.#scale);
    const placed = this.#position.apply(scaled, offset, positions);
    const summed =
      this.#segments && segments
        ? add(placed, embedding(this.#segments.variable, segments))
        : placed;
    return applyDropout(this.#norm ? this.#norm.apply(summed) : summed, this.#dropout, context);
  }
}
