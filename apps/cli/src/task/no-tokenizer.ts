import { GptError } from "@gpt/registry";

/** A model folder without `tokenizer.json`. */
export function noTokenizer(folder: string): GptError {
  return new GptError("TOKENIZER_MISSING", {
    message: `The model in ${folder} has no tokenizer.`,
    expected: "tokenizer.json beside the weights",
    got: "no such file",
    help: "put the tokenizer's file there",
  });
}
