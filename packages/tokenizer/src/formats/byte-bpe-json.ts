import type { Json } from "@gpt/registry";
import type { ByteBpeParts } from "../byte-bpe.ts";
import { spell } from "../byte-standins.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import type { TokenizerJson } from "../tokenizer.ts";
import { huggingFaceJson, noteJson } from "./hugging-face.ts";

/** A byte-level BPE tokenizer as Hugging Face's `tokenizer.json`, as GPT-2's stands on its hub. */
export function byteBpeJson(type: "byte" | "byte-bpe", parts: ByteBpeParts): TokenizerJson {
  const { training, unused = [] } = parts;
  return huggingFaceJson({
    specials: parts.specials,
    preTokenizer: preTokenizer(parts.pattern),
    decoder: byteLevel(true),
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabulary(parts),
      merges: mergeLines(parts),
    },
    gpt: {
      type,
      ...(unused.length === 0 ? {} : { unused: [...unused] }),
      ...(training === undefined ? {} : { training: noteJson(training) }),
    },
  });
}

/** Spelling → id; special tokens by name, as in GPT-2's own file. */
function vocabulary(parts: ByteBpeParts): { [spelling: string]: number } {
  const { tokens, specials, unused } = parts;
  const names = new Map([...specials.ids].map(([name, id]) => [id, name]));
  const nothing = new Set(unused);
  const ids = [...Array(tokens.size).keys()].filter((id) => !nothing.has(id));
  return Object.fromEntries(ids.map((id) => [names.get(id) ?? spell(tokens.of(id)), id]));
}

/** `"Ġ t"`: the spelling that every version of Hugging Face's loader reads. */
function mergeLines({ tokens, rules }: ByteBpeParts): string[] {
  return Array.from({ length: rules.count }, (_, rank) =>
    [rules.left, rules.right].map((ids) => spell(tokens.of(ids[rank] as number))).join(" "),
  );
}

function preTokenizer(pattern: string | null): Json {
  if (pattern === null) return byteLevel(false);
  if (pattern === GPT2_PATTERN) return byteLevel(true);
  const split = {
    type: "Split",
    pattern: { Regex: pattern },
    behavior: "Isolated",
    invert: false,
  };
  return { type: "Sequence", pretokenizers: [split, byteLevel(false)] };
}

/** Bytes ↔ stand-ins; `useRegex` also splits by GPT-2's pattern. */
function byteLevel(useRegex: boolean): Json {
  return { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: useRegex };
}
