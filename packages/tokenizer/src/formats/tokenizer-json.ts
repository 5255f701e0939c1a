import { GptError, type Json } from "@gpt/registry";
import * as v from "valibot";
import { fileText } from "./file-text.ts";

const id = v.pipe(v.number(), v.integer(), v.minValue(0));

const addedToken = v.looseObject({
  id,
  content: v.string(),
  lstrip: v.optional(v.boolean(), false),
  rstrip: v.optional(v.boolean(), false),
  single_word: v.optional(v.boolean(), false),
});

const training = v.object({
  vocabSize: v.number(),
  minFrequency: v.number(),
  tie: v.string(),
  form: v.optional(v.string()),
});

/** The outline of a `tokenizer.json`; what the models hold is checked by those who build them. */
const outline = v.looseObject({
  version: v.optional(v.string()),
  added_tokens: v.optional(v.array(addedToken), []),
  normalizer: v.nullish(v.looseObject({ type: v.string() })),
  pre_tokenizer: v.nullish(v.looseObject({ type: v.string() })),
  post_processor: v.nullish(v.looseObject({ type: v.string() })),
  model: v.looseObject({
    type: v.optional(v.string(), "BPE"),
    vocab: v.custom<Record<string, number>>(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      "expected an object: token → id",
    ),
    merges: v.optional(v.array(v.union([v.string(), v.tuple([v.string(), v.string()])])), []),
    gpt: v.optional(
      v.looseObject({
        type: v.string(),
        training: v.optional(training),
        unused: v.optional(v.array(id), []),
      }),
    ),
  }),
});

/** A checked `tokenizer.json`. */
export type TokenizerFile = v.InferOutput<typeof outline>;

/**
 * Checks the outline of a `tokenizer.json`.
 *
 * @throws GptError `FILE_NOT_UTF8`, `TOKENIZER_FILE_INVALID`, `TOKENIZER_UNSUPPORTED`
 */
export function parseTokenizerFile(json: unknown): TokenizerFile {
  const result = v.safeParse(
    outline,
    isText(json) ? parse(fileText(json, "tokenizer.json")) : json,
    {
      abortEarly: true,
    },
  );
  if (!result.success) throw invalid(result.issues[0]);
  const file = result.output;
  for (const token of file.added_tokens)
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
  return new Map(file.added_tokens.map(({ content, id }) => [content, id]));
}

function isText(json: unknown): json is string | Uint8Array {
  return typeof json === "string" || json instanceof Uint8Array;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GptError("TOKENIZER_FILE_INVALID", {
      message: "tokenizer.json is no JSON.",
      expected: "JSON",
      got: JSON.stringify(text.slice(0, 40)),
      help: "the file is damaged or cut off: take a fresh copy",
      cause,
    });
  }
}

function invalid(issue: v.BaseIssue<unknown>): GptError {
  return new GptError("TOKENIZER_FILE_INVALID", {
    message: `tokenizer.json: "${v.getDotPath(issue) ?? "(the whole)"}" is wrong.`,
    expected: issue.expected ?? issue.message,
    got: issue.received,
    help: "the file is damaged, or no tokenizer.json",
  });
}
