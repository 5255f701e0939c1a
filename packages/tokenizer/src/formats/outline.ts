import { GptError } from "@gpt/registry";
import type { TokenizerFile } from "./tokenizer-json.ts";

type Fields = { readonly [name: string]: unknown };

/**
 * Checks what all readers rely on; what the models hold is checked by those who build them.
 *
 * @throws GptError `TOKENIZER_FILE_INVALID` naming the field
 */
export function checkOutline(file: unknown): asserts file is TokenizerFile {
  const { model, added_tokens, ...stages } = object(file, "the whole");
  for (const name of ["normalizer", "pre_tokenizer", "post_processor"])
    text(object(stages[name] ?? { type: "" }, name).type, `${name}.type`);
  for (const token of list(added_tokens, "added_tokens")) {
    const { id, content } = object(token, "added_tokens");
    whole(id, "added_tokens.id");
    text(content, "added_tokens.content");
  }
  const { type, vocab, merges, gpt } = object(model, "model");
  text(type ?? "", "model.type");
  object(vocab, "model.vocab");
  list(merges, "model.merges");
  const { type: family, unused } = object(gpt ?? { type: "" }, "model.gpt");
  text(family, "model.gpt.type");
  for (const id of list(unused, "model.gpt.unused")) whole(id, "model.gpt.unused");
}

function object(value: unknown, field: string): Fields {
  const right = typeof value === "object" && value !== null && !Array.isArray(value);
  return right ? (value as Fields) : invalid(value, field, "an object");
}

/** An absent list is an empty one. */
function list(value: unknown, field: string): readonly unknown[] {
  const items = value ?? [];
  return Array.isArray(items) ? items : invalid(items, field, "a list");
}

function text(value: unknown, field: string): void {
  if (typeof value !== "string") invalid(value, field, "a text");
}

function whole(value: unknown, field: string): void {
  if (!(Number.isInteger(value) && Number(value) >= 0))
    invalid(value, field, "a whole number from 0 on");
}

/** @throws GptError `TOKENIZER_FILE_INVALID`, always */
export function invalid(value: unknown, field: string, expected: string): never {
  throw new GptError("TOKENIZER_FILE_INVALID", {
    message: `tokenizer.json: "${field}" is wrong.`,
    expected,
    got: (JSON.stringify(value) ?? "nothing").slice(0, 60),
    help: "the file is damaged, or no tokenizer.json",
  });
}
