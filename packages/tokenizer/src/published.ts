import type { ByteBpeTokenizer } from "./byte-bpe.ts";
import { byteBpeFromRanks, bytesOf } from "./formats/ranks.ts";
import { CL100K_PATTERN } from "./split/cl100k.ts";
import { GPT2_PATTERN } from "./split/gpt2.ts";
import { O200K_PATTERN } from "./split/o200k.ts";
import { END_OF_TEXT } from "./tokenizer.ts";

/** js-tiktoken's rank modules. */
interface RankModule {
  readonly default: { readonly bpe_ranks: string };
}

/** What is known of a published vocabulary besides its ranks. */
interface Published {
  readonly load: () => Promise<RankModule>;
  /** Number of ordinary tokens. */
  readonly ranks: number;
  readonly pattern: string;
  readonly specials: Readonly<Record<string, number>>;
}

const GPT2: Published = {
  load: () => import("js-tiktoken/ranks/gpt2"),
  ranks: 50_256, // 256 bytes, 50,000 merges (GPT-2 §2.3)
  pattern: GPT2_PATTERN,
  specials: { [END_OF_TEXT]: 50_256 },
};

// openai/tiktoken, `openai_public.py`.
const CL100K: Published = {
  load: () => import("js-tiktoken/ranks/cl100k_base"),
  ranks: 100_256,
  pattern: CL100K_PATTERN,
  specials: {
    [END_OF_TEXT]: 100_257,
    "<|fim_prefix|>": 100_258,
    "<|fim_middle|>": 100_259,
    "<|fim_suffix|>": 100_260,
    "<|endofprompt|>": 100_276,
  },
};

const O200K: Published = {
  load: () => import("js-tiktoken/ranks/o200k_base"),
  ranks: 199_998,
  pattern: O200K_PATTERN,
  specials: { [END_OF_TEXT]: 199_999, "<|endofprompt|>": 200_018 },
};

/**
 * GPT-2's published tokenizer, which GPT-3 uses too: 50,257 ids. Its ranks (0.5 MB) come with a
 * dynamic import, so that only those pay for them who call this.
 */
export function gpt2Tokenizer(): Promise<ByteBpeTokenizer> {
  return published("gpt2", GPT2);
}

/** The tokenizer of GPT-3.5 and GPT-4, `cl100k_base`: 100,277 ids, 16 of them unused; 1 MB. */
export function cl100kTokenizer(): Promise<ByteBpeTokenizer> {
  return published("cl100k", CL100K);
}

/** The tokenizer of GPT-4o and later, `o200k_base`: 200,019 ids, 19 of them unused; 2.3 MB. */
export function o200kTokenizer(): Promise<ByteBpeTokenizer> {
  return published("o200k", O200K);
}

async function published(
  name: string,
  { load, ranks, pattern, specials }: Published,
): Promise<ByteBpeTokenizer> {
  const { default: packed } = await load();
  const used = new Set(Object.values(specials));
  const size = Math.max(...used) + 1;
  const unused = Array.from({ length: size - ranks }, (_, i) => ranks + i).filter(
    (id) => !used.has(id),
  );
  return byteBpeFromRanks(
    unpack(packed.bpe_ranks),
    { pattern, specials, unused },
    `the ranks of ${name}`,
  );
}

/** js-tiktoken's packing: lines of `! FIRST_RANK TOKEN TOKEN …`, tokens in base64. */
function unpack(packed: string): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const line of packed.split("\n")) {
    const [, first, ...encoded] = line.split(" ");
    encoded.forEach((base64, index) => {
      tokens[Number(first) + index] = bytesOf(base64) as Uint8Array;
    });
  }
  return tokens;
}
