import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import { fileText } from "./file-text.ts";
import { byteBpeFromRanks, bytesOf, type RankOptions } from "./ranks.ts";
import { Places, vocabularyError } from "./vocabulary.ts";

/**
 * Byte-level BPE from a `.tiktoken` file, its text or its bytes: a line per token, base64 and rank.
 *
 * @throws GptError `FILE_NOT_UTF8`, `VOCABULARY_INVALID` naming the line, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
 */
export function byteBpeFromTiktoken(
  contents: string | Uint8Array,
  options: RankOptions = {},
): ByteBpeTokenizer {
  const lines = fileText(contents, "the .tiktoken file").split("\n");
  const size = lines.length + Object.keys(options.specials ?? {}).length;
  const tokens = new Places<Uint8Array>("the .tiktoken text", size);
  lines.forEach((line, index) => {
    if (line.trim() === "") return;
    const [, base64, digits] = /^(\S+) (\d{1,8})\r?$/.exec(line) ?? [];
    const bytes = base64 === undefined ? undefined : bytesOf(base64);
    if (bytes === undefined || bytes.length === 0) throw badLine(index, line);
    tokens.put(Number(digits), bytes, `line ${index + 1}`);
  });
  return byteBpeFromRanks(tokens.items, options, "the .tiktoken text");
}

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

function badLine(index: number, line: string): Error {
  return vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "the .tiktoken text",
    message: `line ${index + 1} is no token.`,
    expected: "base64, a blank, a rank",
    got: JSON.stringify(line.slice(0, 60)),
  });
}
