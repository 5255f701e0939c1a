import { type EmbeddingNames, linearNames, type StackNames } from "@gpt/layers";

/** Published parameter names of each family: what its released checkpoints call things. */

/** GPT-2 as OpenAI released it: `wte.weight`, `h.0.attn.c_attn.weight`, … */
export const GPT2_NAMES: { readonly embedding: EmbeddingNames; readonly stack: StackNames } = {
  embedding: {
    token: "wte.weight",
    position: "wpe.weight",
    segment: "wse.weight",
    norm: "ln_e",
  },
  stack: {
    block: (index) => `h.${index}`,
    inBlock: {
      attention: { qkv: linearNames("attn.c_attn"), out: linearNames("attn.c_proj") },
      norm1: "ln_1",
      ffn: { in: "mlp.c_fc", out: "mlp.c_proj" },
      norm2: "ln_2",
    },
    finalNorm: "ln_f",
  },
};

/** GPT-1 in Hugging Face's form: `tokens_embed.weight`, then as GPT-2. */
export const GPT1_NAMES: { readonly embedding: EmbeddingNames; readonly stack: StackNames } = {
  embedding: {
    ...GPT2_NAMES.embedding,
    token: "tokens_embed.weight",
    position: "positions_embed.weight",
  },
  stack: GPT2_NAMES.stack,
};

/** GPT-Neo: three projections without bias, `h.0.attn.attention.q_proj.weight`, … */
export const GPT_NEO_NAMES: { readonly embedding: EmbeddingNames; readonly stack: StackNames } = {
  embedding: GPT2_NAMES.embedding,
  stack: {
    ...GPT2_NAMES.stack,
    inBlock: {
      ...GPT2_NAMES.stack.inBlock,
      attention: {
        query: linearNames("attn.attention.q_proj"),
        key: linearNames("attn.attention.k_proj"),
        value: linearNames("attn.attention.v_proj"),
        out: linearNames("attn.attention.out_proj"),
      },
    },
  },
};

/** BERT: `bert.encoder.layer.0.attention.self.query.weight`, … */
export const BERT_NAMES: {
  readonly embedding: EmbeddingNames;
  readonly stack: StackNames;
  readonly pooler: string;
} = {
  embedding: {
    token: "bert.embeddings.word_embeddings.weight",
    position: "bert.embeddings.position_embeddings.weight",
    segment: "bert.embeddings.token_type_embeddings.weight",
    norm: "bert.embeddings.LayerNorm",
  },
  stack: {
    block: (index) => `bert.encoder.layer.${index}`,
    inBlock: {
      attention: {
        query: linearNames("attention.self.query"),
        key: linearNames("attention.self.key"),
        value: linearNames("attention.self.value"),
        out: linearNames("attention.output.dense"),
      },
      norm1: "attention.output.LayerNorm",
      ffn: { in: "intermediate.dense", out: "output.dense" },
      norm2: "output.LayerNorm",
    },
    finalNorm: "bert.encoder.LayerNorm",
  },
  pooler: "bert.pooler.dense",
};

function torchAttention(prefix: string) {
  return {
    qkv: { weight: `${prefix}.in_proj_weight`, bias: `${prefix}.in_proj_bias` },
    out: linearNames(`${prefix}.out_proj`),
  };
}

/** The original Transformer as PyTorch names its layers: `encoder.layers.0.self_attn.in_proj_weight`, … */
export const TRANSFORMER_NAMES: {
  readonly embedding: EmbeddingNames;
  readonly encoder: StackNames;
  readonly decoder: StackNames;
} = {
  embedding: {
    token: "emb.weight",
    position: "positions.weight",
    segment: "segments.weight",
    norm: "emb_norm",
  },
  encoder: {
    block: (index) => `encoder.layers.${index}`,
    inBlock: {
      attention: torchAttention("self_attn"),
      norm1: "norm1",
      ffn: { in: "linear1", out: "linear2" },
      norm2: "norm2",
    },
    finalNorm: "encoder.norm",
  },
  decoder: {
    block: (index) => `decoder.layers.${index}`,
    inBlock: {
      attention: torchAttention("self_attn"),
      norm1: "norm1",
      cross: torchAttention("multihead_attn"),
      normCross: "norm2",
      ffn: { in: "linear1", out: "linear2" },
      norm2: "norm3",
    },
    finalNorm: "decoder.norm",
  },
};
