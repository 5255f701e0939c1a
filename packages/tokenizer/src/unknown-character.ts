import { GptError } from "@gpt/registry";

/** The error of text that a vocabulary has no symbol for; `where` says where it stands. */
export function unknownCharacter(symbol: string, where: string): GptError {
  return new GptError("CHARACTER_UNKNOWN", {
    message: `${JSON.stringify(symbol)} ${where} is not in the vocabulary.`,
    expected: "characters of the text that the tokenizer was trained on",
    got: JSON.stringify(symbol),
    help: 'train with unknown: "<unk>", on more text, or take a byte-level tokenizer, which knows all text',
  });
}
