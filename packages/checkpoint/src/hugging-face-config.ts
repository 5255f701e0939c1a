import { GptError, type Json, type PluginConfig } from "@gpt/registry";
import type { Family } from "./published-names.ts";
import {
  hasTaskHead,
  taskHeadFromHuggingFace,
  taskHeadToHuggingFace,
} from "./task-architectures.ts";

type JsonObject = { readonly [key: string]: Json };

/** A family's correspondence of configs. */
interface ConfigMap {
  readonly type: string;
  readonly architecture: string;
  readonly toHuggingFace: (config: JsonObject) => JsonObject;
  readonly fromHuggingFace: (config: JsonObject) => JsonObject;
}

const num = (config: JsonObject, name: string, otherwise = 0) =>
  typeof config[name] === "number" ? (config[name] as number) : otherwise;

const obj = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** GELU by its Hugging Face name. */
const ACTIVATIONS: { readonly [name: string]: PluginConfig } = {
  gelu_new: { type: "gelu", form: "tanh" },
  gelu_pytorch_tanh: { type: "gelu", form: "tanh" },
  gelu: { type: "gelu", form: "erf" },
  relu: { type: "relu" },
};

function activationName(config: JsonObject): string {
  const { type, form = "tanh" } = obj(config.activation);
  if (type === "relu") return "relu";
  return form === "erf" ? "gelu" : "gelu_new";
}

function activation(name: Json | undefined, otherwise: string): PluginConfig {
  const found = ACTIVATIONS[typeof name === "string" ? name : otherwise];
  if (found !== undefined) return found;
  throw new GptError("CHECKPOINT_UNSUPPORTED", {
    message: `The checkpoint uses the activation "${name}".`,
    expected: `one of ${Object.keys(ACTIVATIONS).join(", ")}`,
    got: String(name),
    help: "this activation is not implemented",
  });
}

const norm = (epsilon: number): PluginConfig => ({ type: "layer-norm", epsilon });

/** GPT-2 and GPT-1 share their names for sizes. */
function gptSizes(config: JsonObject): JsonObject {
  return {
    vocab_size: num(config, "vocabSize"),
    n_positions: num(config, "contextLength"),
    n_embd: num(config, "dModel"),
    n_layer: num(config, "nLayer"),
    n_head: num(config, "nHead"),
    layer_norm_epsilon: num(obj(config.norm), "epsilon", 1e-5),
    initializer_range: num(config, "initStd", 0.02),
    embd_pdrop: num(obj(config.dropout), "embedding"),
    attn_pdrop: num(obj(config.dropout), "attention"),
    resid_pdrop: num(obj(config.dropout), "residual"),
  };
}

function sizesFromGpt(hf: JsonObject): JsonObject {
  return {
    vocabSize: num(hf, "vocab_size"),
    contextLength: num(hf, "n_positions"),
    dModel: num(hf, "n_embd"),
    nLayer: num(hf, "n_layer"),
    nHead: num(hf, "n_head"),
    norm: norm(num(hf, "layer_norm_epsilon", 1e-5)),
    dropout: {
      embedding: num(hf, "embd_pdrop"),
      attention: num(hf, "attn_pdrop"),
      residual: num(hf, "resid_pdrop"),
    },
  };
}

/** The layer kinds of GPT-Neo, `["global", "local", …]`, as an attention config. */
function neoAttention(hf: JsonObject): PluginConfig {
  const groups = (hf.attention_types ?? [[["global"], num(hf, "num_layers")]]) as unknown as [
    string[],
    number,
  ][];
  const layers = groups.flatMap(([kinds, times]) =>
    Array.from({ length: times }, () => kinds).flat(),
  );
  const window = num(hf, "window_size", 256);
  const of = layers.map((kind) =>
    kind === "local" ? { type: "banded", window } : { type: "causal" },
  );
  return { type: "alternating", of };
}

const MAPS: { readonly [F in Exclude<Family, "transformer">]: ConfigMap } = {
  gpt2: {
    type: "gpt2",
    architecture: "GPT2LMHeadModel",
    toHuggingFace: (config) => ({
      ...gptSizes(config),
      n_inner: num(config, "dFf") || null,
      activation_function: activationName(config),
      bos_token_id: num(config, "vocabSize") - 1,
      eos_token_id: num(config, "vocabSize") - 1,
      tie_word_embeddings: true,
    }),
    fromHuggingFace: (hf) => ({
      ...sizesFromGpt(hf),
      dFf: num(hf, "n_inner"),
      activation: activation(hf.activation_function, "gelu_new"),
    }),
  },
  "openai-gpt": {
    type: "gpt1",
    architecture: "OpenAIGPTLMHeadModel",
    // Hugging Face's "gelu" of this model is the tanh form.
    toHuggingFace: (config) => ({ ...gptSizes(config), afn: "gelu", tie_word_embeddings: true }),
    fromHuggingFace: (hf) => ({ ...sizesFromGpt(hf), activation: { type: "gelu", form: "tanh" } }),
  },
  gpt_neo: {
    type: "gpt-neo",
    architecture: "GPTNeoForCausalLM",
    toHuggingFace: () => {
      throw new GptError("CHECKPOINT_UNSUPPORTED", {
        message: "GPT-Neo checkpoints are imported only.",
        help: 'train and export a "gpt2" or "gpt1" model instead',
      });
    },
    fromHuggingFace: (hf) => ({
      vocabSize: num(hf, "vocab_size"),
      contextLength: num(hf, "max_position_embeddings"),
      dModel: num(hf, "hidden_size"),
      nLayer: num(hf, "num_layers"),
      nHead: num(hf, "num_heads"),
      dFf: num(hf, "intermediate_size"),
      norm: norm(num(hf, "layer_norm_epsilon", 1e-5)),
      activation: activation(hf.activation_function, "gelu_new"),
      attention: neoAttention(hf),
      dropout: {
        embedding: num(hf, "embed_dropout"),
        attention: num(hf, "attention_dropout"),
        residual: num(hf, "resid_dropout"),
      },
    }),
  },
  bert: {
    type: "bert",
    architecture: "BertForPreTraining",
    toHuggingFace: (config) => ({
      vocab_size: num(config, "vocabSize"),
      max_position_embeddings: num(config, "contextLength"),
      hidden_size: num(config, "dModel"),
      num_hidden_layers: num(config, "nLayer"),
      num_attention_heads: num(config, "nHead"),
      intermediate_size: num(config, "dFf") || 4 * num(config, "dModel"),
      type_vocab_size: num(config, "segments", 2),
      hidden_act: activationName(config),
      layer_norm_eps: num(obj(config.norm), "epsilon", 1e-12),
      hidden_dropout_prob: num(obj(config.dropout), "residual"),
      attention_probs_dropout_prob: num(obj(config.dropout), "attention"),
      initializer_range: num(config, "initStd", 0.02),
    }),
    fromHuggingFace: (hf) => ({
      vocabSize: num(hf, "vocab_size"),
      contextLength: num(hf, "max_position_embeddings"),
      dModel: num(hf, "hidden_size"),
      nLayer: num(hf, "num_hidden_layers"),
      nHead: num(hf, "num_attention_heads"),
      dFf: num(hf, "intermediate_size"),
      segments: num(hf, "type_vocab_size", 2),
      norm: norm(num(hf, "layer_norm_eps", 1e-12)),
      activation: activation(hf.hidden_act, "gelu"),
      dropout: {
        embedding: num(hf, "hidden_dropout_prob"),
        attention: num(hf, "attention_probs_dropout_prob"),
        residual: num(hf, "hidden_dropout_prob"),
      },
    }),
  },
};

/**
 * The published family that a model's checkpoints can be written as; null where there is none, which
 * is so for variants the family does not have. A GPT-3 with dense attention is a GPT-2; a task model is
 * of its trunk's family where that has such a head.
 */
export function familyOf(config: PluginConfig): Family | null {
  const { type } = config;
  if (type === "task") {
    const family = familyOf(config.trunk as PluginConfig);
    return hasTaskHead(family, config) ? family : null;
  }
  if (type === "transformer") return "transformer";
  if (type === "bert") return "bert";
  if (type === "gpt1") return "openai-gpt";
  const attention = obj(config.attention).type;
  const dense = attention === undefined || attention === "causal";
  return (type === "gpt2" || type === "gpt3") && dense ? "gpt2" : null;
}

/** A model config as Hugging Face's config.json; null where the family has none. */
export function configToHuggingFace(config: PluginConfig): JsonObject | null {
  const family = familyOf(config);
  if (family === null || family === "transformer") return null;
  const { architecture, toHuggingFace } = MAPS[family];
  const isTask = config.type === "task";
  return {
    architectures: [architecture],
    model_type: family,
    torch_dtype: "float32",
    ...toHuggingFace(isTask ? obj(config.trunk) : config),
    ...(isTask && taskHeadToHuggingFace(family, config)),
  };
}

/** A Hugging Face config.json as a model config. @throws GptError `CHECKPOINT_UNSUPPORTED` */
export function configFromHuggingFace(hf: JsonObject): { family: Family; config: PluginConfig } {
  const family = hf.model_type as keyof typeof MAPS;
  const map = MAPS[family];
  if (map !== undefined) {
    const model = { ...map.fromHuggingFace(hf), type: map.type };
    const head = taskHeadFromHuggingFace(family, hf);
    return { family, config: head === null ? model : { type: "task", trunk: model, head } };
  }
  throw new GptError("CHECKPOINT_UNSUPPORTED", {
    message: `The checkpoint's model_type is ${JSON.stringify(hf.model_type) ?? "missing"}.`,
    expected: `one of ${Object.keys(MAPS).join(", ")}`,
    got: JSON.stringify(hf.model_type) ?? "nothing",
    help: "models of other architectures cannot be loaded",
  });
}
