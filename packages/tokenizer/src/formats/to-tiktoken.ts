import type { ByteBpeTokenizer } from "../byte-bpe.ts";

/**
 * The ordinary tokens of byte-level BPE as a `.tiktoken` file: a line per token, base64 and rank.
 * The pattern and the special tokens have no place in it.
 */
export function toTiktoken({ parts }: ByteBpeTokenizer): string {
  const left = new Set([...parts.specials.ids.values(), ...(parts.unused ?? [])]);
  let text = "";
  for (let id = 0; id < parts.tokens.size; id++)
    if (!left.has(id)) text += `${btoa(String.fromCharCode(...parts.tokens.of(id)))} ${id}\n`;
  return text;
}
