/** Families with published checkpoints, as `model_type` of Hugging Face's config names them. */
export type Family = "gpt2" | "openai-gpt" | "gpt_neo" | "bert" | "transformer";

/** How a family's published tensors map to ours. */
export interface NameTable {
  /** Prefix that some published files put before every trunk name, and ours leave out. */
  readonly prefix: string;
  /** Names of heads, which stand beside the trunk and never have the prefix. */
  readonly heads: RegExp;
  /** Published names that are stored `[out, in]`; ours are `[in, out]`. Conv1D weights already are. */
  readonly transposed: RegExp | null;
  /** Published tensors that are no parameters: masks, counters, and second names of tied ones. */
  readonly ignored: RegExp;
  /** The output layer's name and ours of the token table it is tied to: some files hold only the former. */
  readonly tied: readonly [published: string, ours: string] | null;
  /** Older spellings and ours. */
  readonly renamed: readonly (readonly [RegExp, string])[];
}

const TABLES: { readonly [F in Family]: NameTable } = {
  gpt2: {
    prefix: "transformer.",
    heads: /^$/,
    transposed: null,
    ignored: /^lm_head\.weight$|\.attn\.(bias|masked_bias)$/,
    tied: ["lm_head.weight", "wte.weight"],
    renamed: [],
  },
  "openai-gpt": {
    prefix: "transformer.",
    heads: /^multiple_choice_head\./,
    transposed: /^multiple_choice_head\.summary\.weight$/,
    ignored: /^lm_head\.weight$|\.attn\.bias$|^position_ids$/,
    tied: ["lm_head.weight", "tokens_embed.weight"],
    renamed: [],
  },
  gpt_neo: {
    prefix: "transformer.",
    heads: /^$/,
    transposed: /(q_proj|k_proj|v_proj|out_proj|c_fc|c_proj)\.weight$/,
    ignored: /^lm_head\.weight$|\.attention\.(bias|masked_bias)$/,
    tied: ["lm_head.weight", "wte.weight"],
    renamed: [],
  },
  bert: {
    prefix: "",
    heads: /^$/,
    transposed: /(query|key|value|dense|seq_relationship|classifier|qa_outputs)\.weight$/,
    ignored: /^cls\.predictions\.decoder\.(weight|bias)$|\.position_ids$/,
    tied: ["cls.predictions.decoder.weight", "bert.embeddings.word_embeddings.weight"],
    renamed: [
      [/LayerNorm\.gamma$/, "LayerNorm.weight"],
      [/LayerNorm\.beta$/, "LayerNorm.bias"],
    ],
  },
  transformer: {
    prefix: "",
    heads: /^$/,
    transposed: /(in_proj_weight|out_proj\.weight|linear[12]\.weight)$/,
    ignored: /^$/,
    tied: null,
    renamed: [],
  },
};

/** The table of a family. */
export function nameTable(family: Family): NameTable {
  return TABLES[family];
}
