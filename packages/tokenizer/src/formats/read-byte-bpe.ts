import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { portable } from "../split/portable.ts";
import { byteBpeFromSpelled } from "./spelled.ts";
import {
  checkNoNormalizer,
  mergesOf,
  type Stage,
  specialsOf,
  type TokenizerFile,
  unsupported,
} from "./tokenizer-json.ts";

/** Options of the BPE model that change ids where they are set. */
const CHANGING = [
  "dropout",
  "continuing_subword_prefix",
  "end_of_word_suffix",
  "byte_fallback",
  "ignore_merges",
] as const;

/**
 * Byte-level BPE from a `tokenizer.json`, ours or another's.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED`, `VOCABULARY_*`
 */
export function readByteBpe(file: TokenizerFile): ByteBpeTokenizer {
  const { model } = file;
  checkNoNormalizer(file);
  const specials = specialsOf(file);
  // GPT-2's own file names its end of text as unknown; with all 256 bytes there nothing is.
  if (model.unk_token != null && !specials.has(model.unk_token as string))
    throw unsupported("model.unk_token", JSON.stringify(model.unk_token));
  for (const field of CHANGING) {
    const value = model[field];
    if (value) throw unsupported(`model.${field}`, JSON.stringify(value));
  }
  return byteBpeFromSpelled(
    {
      vocab: model.vocab,
      merges: mergesOf(file),
      specials,
      pattern: patternOf(file.pre_tokenizer),
      training: model.gpt?.training,
      unused: model.gpt?.unused,
    },
    "tokenizer.json",
    model.gpt?.type === "byte" ? "byte" : "byte-bpe",
  );
}

/** A pre-tokenizer: ByteLevel alone, or a Split by a pattern and then ByteLevel without its own. */
function patternOf(preTokenizer: TokenizerFile["pre_tokenizer"]): string | null {
  const stages = stagesOf(preTokenizer);
  const last = stages.at(-1);
  if (last?.type !== "ByteLevel" || last.add_prefix_space === true || stages.length > 2)
    throw unsupported("pre_tokenizer", JSON.stringify(preTokenizer)?.slice(0, 200));
  const [split] = stages.length === 2 ? stages : [];
  if (split === undefined) return last.use_regex === false ? null : GPT2_PATTERN;
  const pattern = (split.pattern as { Regex?: unknown } | undefined)?.Regex;
  const plain = split.type === "Split" && split.behavior === "Isolated" && split.invert === false;
  if (plain && typeof pattern === "string" && last.use_regex === false) return portable(pattern);
  throw unsupported("pre_tokenizer", JSON.stringify(split).slice(0, 200));
}

function stagesOf(stage: TokenizerFile["pre_tokenizer"]): readonly Stage[] {
  if (!stage) return [];
  return stage.type === "Sequence" ? ((stage.pretokenizers ?? []) as Stage[]) : [stage];
}
