import type { Json } from "@gpt/registry";
import type { ByteBpeParts } from "../byte-bpe.ts";
import { spell } from "../byte-standins.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import type { TokenizerJson } from "../tokenizer.ts";
import { bpeModel, huggingFaceJson, splitAt } from "./hugging-face.ts";

/** A byte-level BPE tokenizer as Hugging Face's `tokenizer.json`, as GPT-2's stands on its hub. */
export function byteBpeJson(type: "byte" | "byte-bpe", parts: ByteBpeParts): TokenizerJson {
  const { training, unused = [] } = parts;
  return huggingFaceJson({
    specials: parts.specials,
    preTokenizer: preTokenizer(parts.pattern),
    decoder: byteLevel(true),
    model: bpeModel(parts.rules, (id) => spell(parts.tokens.of(id)), { vocab: vocabulary(parts) }),
    gpt: {
      type,
      ...(unused.length === 0 ? {} : { unused: [...unused] }),
    },
    training,
  });
}

/** Spelling → id; special tokens by name, as in GPT-2's own file. */
function vocabulary(parts: ByteBpeParts): { [spelling: string]: number } {
  const { tokens, specials, unused } = parts;
  const nothing = new Set(unused);
  const ids = [...Array(tokens.size).keys()].filter((id) => !nothing.has(id));
  return Object.fromEntries(ids.map((id) => [specials.names.get(id) ?? spell(tokens.of(id)), id]));
}

function preTokenizer(pattern: string | null): Json {
  if (pattern === null) return byteLevel(false);
  if (pattern === GPT2_PATTERN) return byteLevel(true);
  return { type: "Sequence", pretokenizers: [splitAt({ Regex: pattern }), byteLevel(false)] };
}

/** Bytes ↔ stand-ins; `useRegex` also splits by GPT-2's pattern. */
function byteLevel(useRegex: boolean): Json {
  return { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: useRegex };
}
