import type { ByteBpeTokenizer } from "./byte-bpe.ts";
import { byteBpeFromRanks, bytesOf } from "./formats/ranks.ts";
import { vocabularyError } from "./formats/vocabulary.ts";
import { GPT2_PATTERN } from "./split/gpt2.ts";
import { END_OF_TEXT } from "./tokenizer.ts";

/** Ids of GPT-2: 256 bytes, 50,000 merges, the end of text (GPT-2 §2.3). */
const GPT2_RANKS = 50_256;

/**
 * GPT-2's published tokenizer, which GPT-3 uses too: 50,257 ids. Its ranks (0.5 MB) come with a
 * dynamic import, so that only those pay for them who call this.
 */
export async function gpt2Tokenizer(): Promise<ByteBpeTokenizer> {
  const { default: ranks } = await import("js-tiktoken/ranks/gpt2");
  return byteBpeFromRanks(
    unpack(ranks.bpe_ranks),
    { pattern: GPT2_PATTERN, specials: { [END_OF_TEXT]: GPT2_RANKS } },
    "GPT-2's ranks",
  );
}

/** js-tiktoken's packing: lines of `! FIRST_RANK TOKEN TOKEN …`, tokens in base64. */
function unpack(packed: string): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const line of packed.split("\n").filter((text) => text !== "")) {
    const [, first, ...encoded] = line.split(" ");
    encoded.forEach((base64, index) => {
      tokens[Number(first) + index] = bytesOf(base64) as Uint8Array;
    });
  }
  if (tokens.length === GPT2_RANKS) return tokens;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "GPT-2's ranks",
    message: "the installed js-tiktoken has another number of ranks.",
    expected: String(GPT2_RANKS),
    got: String(tokens.length),
  });
}
