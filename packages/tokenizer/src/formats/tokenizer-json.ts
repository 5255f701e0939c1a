import { GptError } from "@gpt/registry";
import type { TrainingNote } from "../training-note.ts";
import { fileText } from "./file-text.ts";
import { checkOutline, invalid } from "./outline.ts";

/** A part of a file that its type tells apart. */
export interface Stage {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A checked `tokenizer.json`. */
export interface TokenizerFile {
  readonly added_tokens?: readonly AddedToken[] | null;
  readonly normalizer?: Stage | null;
  readonly pre_tokenizer?: Stage | null;
  readonly post_processor?: Stage | null;
  readonly model: {
    readonly type?: string | null;
    /** The ids are still to be checked. */
    readonly vocab: Readonly<Record<string, number>>;
    /** The pairs are still to be checked. */
    readonly merges?: readonly unknown[] | null;
    /** What this package adds to the format. */
    readonly gpt?: {
      readonly type: string;
      readonly variant?: unknown;
      readonly training?: TrainingNote;
      readonly unused?: readonly number[];
    } | null;
    readonly [option: string]: unknown;
  };
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly single_word?: boolean;
}

/**
 * A checked `tokenizer.json` from its contents, their text or their bytes.
 *
 * @throws GptError `FILE_NOT_UTF8`, `TOKENIZER_FILE_INVALID`, `TOKENIZER_UNSUPPORTED`
 */
export function parseTokenizerFile(json: unknown): TokenizerFile {
  const file: unknown = isText(json) ? parse(fileText(json, "tokenizer.json")) : json;
  checkOutline(file);
  for (const token of file.added_tokens ?? [])
    if (token.lstrip || token.rstrip || token.single_word)
      throw unsupported("added_tokens", `${token.content} with lstrip, rstrip or single_word`);
  return file;
}

/** @throws GptError `TOKENIZER_UNSUPPORTED` where the file changes text before it is split */
export function checkNoNormalizer({ normalizer }: TokenizerFile): void {
  if (normalizer) throw unsupported("normalizer", normalizer.type);
}

/** The error of a file that is right and uses what is not offered here. */
export function unsupported(field: string, got: string): GptError {
  return new GptError("TOKENIZER_UNSUPPORTED", {
    message: `tokenizer.json: "${field}" asks for something that is not offered.`,
    expected: "byte-level BPE as in GPT-2, WordPiece as in BERT, or a file written by this package",
    got,
    help: "encode with the program that made the file, or train a tokenizer of your own",
  });
}

/** The special tokens of a file. */
export function specialsOf(file: TokenizerFile): Map<string, number> {
  return new Map((file.added_tokens ?? []).map(({ content, id }) => [content, id]));
}

/** The pairs that a file merges, written `"a b"` or `["a", "b"]`. */
export function mergesOf({ model }: TokenizerFile): (readonly [string, string])[] {
  return (model.merges ?? []).map((merge) => {
    const pair = typeof merge === "string" ? merge.split(" ") : merge;
    return isPair(pair) ? pair : invalid(merge, "model.merges", "two pieces");
  });
}

function isPair(pair: unknown): pair is readonly [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === "string");
}

function isText(json: unknown): json is string | Uint8Array {
  return typeof json === "string" || json instanceof Uint8Array;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return invalid(text.slice(0, 40), "the whole", "JSON");
  }
}
