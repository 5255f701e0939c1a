import { OPS } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { usedUp } from "./cache.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

export const embedding: HeapKernel = kernelOf(
  OPS.embedding,
  (heap, inputs: { table: TensorInfo; ids: TensorInfo }) => {
    const [rows, width] = inputs.table.shape as [number, number];
    const output = heap.output([...inputs.ids.shape, width]);
    const [table, y] = [heap.floats(inputs.table), heap.floats(output)];
    heap.integers(inputs.ids).forEach((id, at) => {
      checkId(id, rows);
      y.set(table.subarray(id * width, (id + 1) * width), at * width);
    });
    return [output];
  },
);

/** Row by row in the order of the ids, so that sums have one order; in place of a total where there is one. */
export const embeddingGrad: HeapKernel = kernelOf(
  OPS.embeddingGrad,
  (heap, inputs: { ids: TensorInfo; dy: TensorInfo; total?: TensorInfo }, { rows }) => {
    const width = inputs.dy.shape.at(-1) as number;
    const output = inputs.total ? usedUp(heap, inputs.total) : heap.output([rows, width]);
    const [dy, table] = [heap.floats(inputs.dy), heap.floats(output)];
    if (!inputs.total) table.fill(0);
    heap.integers(inputs.ids).forEach((id, at) => {
      checkId(id, rows);
      const row = table.subarray(id * width, (id + 1) * width);
      heap.numerics.columnSums(dy.subarray(at * width), 1, row);
    });
    return [output];
  },
);

/** A stray id would read or write foreign memory. */
function checkId(id: number, rows: number): void {
  if (id >= 0 && id < rows) return;
  throw new GptError("ID_OUT_OF_RANGE", {
    message: "A token id is not in the embedding table.",
    expected: `0 to ${rows - 1}`,
    got: String(id),
    help: "check that the data were encoded with the tokenizer that the model was made for",
  });
}
