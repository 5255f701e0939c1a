import { type Pattern, pairCount } from "@gpt/ops";
import type { PluginConfig, Registry } from "@gpt/registry";
import { createModel } from "./model.ts";
import { BERT_NAMES, GPT_NEO_NAMES, GPT1_NAMES, GPT2_NAMES, TRANSFORMER_NAMES } from "./names.ts";

/** What a model costs, from its shapes alone: nothing is allocated. */
export interface ModelCost {
  /** The model's config with all defaults filled in. */
  readonly config: PluginConfig;
  /** Name and shape of every parameter, in order. */
  readonly shapes: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Trained scalars, exactly. */
  readonly parameters: number;
  /** Those that are no token or position table (what scaling laws call N). */
  readonly nonEmbedding: number;
  /** Multiplications and additions per token, forward, at full context. */
  readonly forwardFlops: number;
  /** The part of it that is attention scores and weighted sums. */
  readonly attentionFlops: number;
  /** Bytes of weights in float32. */
  readonly weightBytes: number;
  /** Bytes that training keeps: weights, gradients, two moments of Adam; no activations. */
  readonly trainingBytes: number;
  /** Bytes of keys and values per token of context; 0 for encoders. */
  readonly cacheBytesPerToken: number;
}

/**
 * Counts a model's parameters, arithmetic and memory.
 *
 * Forward work per token is 2 for each weight of a matrix, 2·d·V for the output layer, and 4·d for
 * each key that a query sees in a layer, averaged over the context. Training takes three times as
 * much (Kaplan et al. 2020, §2.1). An encoder-decoder is counted for one source and one target
 * token, at full context on both sides.
 */
export function modelCost(registry: Registry, config: PluginConfig | string): ModelCost {
  const model = createModel(registry, config);
  const shapes = Array.from(model.parameters, ({ name, shape }) => ({ name, shape }));
  const trunk = model.config.type === "task" ? (model.config.trunk as PluginConfig) : model.config;
  const { dModel, vocabSize } = trunk as unknown as Sizes;
  const count = (chosen: typeof shapes) => chosen.reduce((sum, { shape }) => sum + size(shape), 0);
  const inner = shapes.filter(({ name }) => !TABLES.has(name));
  const matrices = inner.filter(({ name, shape }) => shape.length === 2 && name !== OUTPUT);
  const attentionFlops = 4 * dModel * keysPerToken(registry, trunk);
  const parameters = count(shapes);
  return {
    config: model.config,
    shapes,
    parameters,
    nonEmbedding: count(inner),
    forwardFlops: 2 * count(matrices) + 2 * dModel * vocabSize + attentionFlops,
    attentionFlops,
    weightBytes: 4 * parameters,
    trainingBytes: 16 * parameters,
    cacheBytesPerToken: trunk.type === "bert" ? 0 : 8 * dModel * Number(trunk.nLayer),
  };
}

/** Names of token, position and segment tables in every family: they are looked up, not multiplied. */
const TABLES: ReadonlySet<string> = new Set(
  [GPT1_NAMES, GPT2_NAMES, GPT_NEO_NAMES, BERT_NAMES, TRANSFORMER_NAMES].flatMap(
    ({ embedding: { token, position, segment } }) => [token, position, segment],
  ),
);

/** An output layer that is not tied; its work is counted for every model alike. */
const OUTPUT = "lm_head.weight";

interface Sizes {
  readonly contextLength: number;
  readonly dModel: number;
  readonly nHead: number;
  readonly nLayer: number;
  readonly vocabSize: number;
  readonly attention?: PluginConfig;
}

/** Keys that a token's queries see, over all layers, in the mean over the context and the heads. */
function keysPerToken(registry: Registry, config: PluginConfig): number {
  const { contextLength, nHead, nLayer, attention } = config as unknown as Sizes;
  const causal = pairs({ type: "causal" }, contextLength, 1);
  if (config.type === "bert") return nLayer * contextLength;
  if (config.type === "transformer") {
    return nLayer * (contextLength + causal / contextLength + contextLength);
  }
  const known = new Map<string, number>();
  let sum = 0;
  for (let layer = 0; layer < nLayer; layer++) {
    const context = { registry, layer, nHead };
    const { pattern } = registry.create("attention", attention ?? "causal", context);
    const key = JSON.stringify(pattern);
    const seen = known.get(key) ?? pairs(pattern ?? { type: "causal" }, contextLength, nHead);
    known.set(key, seen);
    sum += seen / contextLength;
  }
  return sum;
}

/** Visible pairs, in the mean over the heads. */
function pairs(pattern: Pattern, n: number, nHead: number): number {
  if (pattern.type === "full") return n * n;
  if (pattern.type === "causal") return (n * (n + 1)) / 2;
  if (pattern.type !== "heads") return pairCount(pattern, n);
  let sum = 0;
  for (let head = 0; head < nHead; head++) sum += pairCount(pattern, n, head);
  return sum / nHead;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
