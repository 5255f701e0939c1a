import { GptError } from "@gpt/registry";

/**
 * @param least ids that every vocabulary of the family has
 * @param whose what these are, in words
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`
 */
export function checkSizes(
  vocabSize: number,
  minFrequency: number,
  least: number,
  whose: string,
): void {
  if (!(Number.isInteger(vocabSize) && vocabSize >= least && vocabSize <= 2 ** 24))
    throw new GptError("VOCAB_SIZE_INVALID", {
      message: "A vocabulary of this size cannot be made.",
      expected: `a whole number from ${least} (${whose}) to ${2 ** 24}`,
      got: String(vocabSize),
      help: "GPT-2 has 50257; a few thousand are right for a few megabytes of text",
    });
  if (!(minFrequency >= 1))
    throw new GptError("MIN_FREQUENCY_INVALID", {
      message: "The least frequency of a merge is wrong.",
      expected: "a number of at least 1",
      got: String(minFrequency),
      help: "2 leaves out pairs that the text has only once",
    });
}
