import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { portable } from "../split/portable.ts";
import { byteBpeFromSpelled } from "./spelled.ts";
import {
  checkNoNormalizer,
  specialsOf,
  type TokenizerFile,
  unsupported,
} from "./tokenizer-json.ts";

/** Options of the BPE model that would change ids, with the values that do not. */
const INERT: readonly (readonly [string, readonly unknown[]])[] = [
  ["dropout", [null, 0, undefined]],
  ["unk_token", [null, undefined]],
  ["continuing_subword_prefix", [null, "", undefined]],
  ["end_of_word_suffix", [null, "", undefined]],
  ["byte_fallback", [false, undefined]],
  ["ignore_merges", [false, undefined]],
];

/**
 * Byte-level BPE from a `tokenizer.json`, ours or another's.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED`, `VOCABULARY_*`
 */
export function readByteBpe(file: TokenizerFile): ByteBpeTokenizer {
  const { model } = file;
  checkNoNormalizer(file);
  const specials = specialsOf(file);
  for (const [field, values] of INERT) {
    const value = model[field];
    // GPT-2's own file names its end of text here; with all 256 bytes there nothing is unknown.
    const harmless = field === "unk_token" && specials.has(value as string);
    if (!values.includes(value) && !harmless)
      throw unsupported(`model.${field}`, JSON.stringify(value));
  }
  return byteBpeFromSpelled(
    {
      vocab: model.vocab,
      merges: model.merges.map((merge) => (typeof merge === "string" ? pair(merge) : merge)),
      specials,
      pattern: patternOf(file.pre_tokenizer),
      training: model.gpt?.training,
      unused: model.gpt?.unused,
    },
    "tokenizer.json",
    model.gpt?.type === "byte" ? "byte" : "byte-bpe",
  );
}

/** The halves of `"a b"`. A spelling has no blank; what is cut wrong here is no token later. */
function pair(merge: string): [string, string] {
  const at = merge.indexOf(" ");
  return [merge.slice(0, at), merge.slice(at + 1)];
}

/** A pre-tokenizer: ByteLevel alone, or a Split by a pattern and then ByteLevel without its own. */
function patternOf(preTokenizer: unknown): string | null {
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

interface Stage {
  readonly type: string;
  readonly [option: string]: unknown;
}

function stagesOf(preTokenizer: unknown): readonly Stage[] {
  const stage = preTokenizer as Stage | null | undefined;
  if (!stage) return [];
  return stage.type === "Sequence" ? ((stage.pretokenizers ?? []) as Stage[]) : [stage];
}
