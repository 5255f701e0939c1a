import { embedding } from "@gpt/ops";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, integers, sample } from "../case.ts";
import { type Array64, need, sizeOf } from "../oracle/array.ts";
import { embeddingBackward, embeddingForward } from "../oracle/embedding.ts";

function embeddingCase(vocab: number, width: number, shape: readonly number[]): Case {
  const ids = integers(sizeOf(shape), vocab);
  return {
    name: `table [${vocab},${width}], ids [${shape}]`,
    inputs: { table: sample([vocab, width], 21) },
    run: ({ table }) => [embedding(table as Tensor, tensor(ids, [...shape], "int32"))],
    forward: (inputs) => [embeddingForward(need(inputs, "table"), ids, shape)],
    backward: (inputs, [dy]) => ({
      table: embeddingBackward(need(inputs, "table"), ids, dy as Array64),
    }),
  };
}

/** Repeated ids, one row, one column; a published vocabulary. */
export const EMBEDDING: CaseGroup = {
  op: "embedding",
  cases: [
    embeddingCase(1, 1, [3]),
    embeddingCase(5, 3, [1]),
    embeddingCase(5, 1, [2, 3]),
    embeddingCase(7, 17, [33]),
    embeddingCase(33, 7, [2, 3, 4]),
    { ...embeddingCase(50_257, 3, [90]), large: true },
  ],
};
