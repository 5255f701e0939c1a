import { GptError } from "@gpt/registry";

const NONE: ReadonlySet<number> = new Set();

/**
 * @param unused ids below `vocabSize` that stand for nothing
 * @throws GptError `ID_OUT_OF_RANGE` naming the first id that the vocabulary does not have
 */
export function checkIds(ids: ArrayLike<number>, vocabSize: number, unused = NONE): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id >= 0 && id < vocabSize && Number.isInteger(id) && !unused.has(id)) continue;
    throw new GptError("ID_OUT_OF_RANGE", {
      message: `The vocabulary has no id ${id} (position ${i}).`,
      expected: `a whole number from 0 to ${vocabSize - 1}`,
      got: String(id),
      help: "decode with the tokenizer that the ids were made with",
    });
  }
}
