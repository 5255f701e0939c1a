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

/** A table that is used twice: the second gradient is added to the first, in place where a kernel can. */
function tiedCase(vocab: number, width: number, count: number): Case {
  const [first, second] = [integers(count, vocab), integers(count, vocab, 5)];
  const rows = (table: Tensor, ids: number[]) => embedding(table, tensor(ids, [count], "int32"));
  return {
    name: `table [${vocab},${width}] twice, ids [${count}]`,
    inputs: { table: sample([vocab, width], 22) },
    run: ({ table }) => [rows(table as Tensor, first), rows(table as Tensor, second)],
    forward: (inputs) =>
      [first, second].map((ids) => embeddingForward(need(inputs, "table"), ids, [count])),
    backward: (inputs, dys) => {
      const table = need(inputs, "table");
      const [a, b] = [first, second].map((ids, n) =>
        embeddingBackward(table, ids, dys[n] as Array64),
      ) as [Array64, Array64];
      return { table: { ...a, data: a.data.map((value, i) => value + (b.data[i] as number)) } };
    },
  };
}

/** Repeated ids, one row, one column, a tied table; a published vocabulary. */
export const EMBEDDING: CaseGroup = {
  op: "embedding",
  cases: [
    embeddingCase(1, 1, [3]),
    embeddingCase(5, 3, [1]),
    embeddingCase(5, 1, [2, 3]),
    embeddingCase(7, 17, [33]),
    embeddingCase(33, 7, [2, 3, 4]),
    tiedCase(9, 5, 20),
    { ...embeddingCase(50_257, 3, [90]), large: true },
  ],
};
