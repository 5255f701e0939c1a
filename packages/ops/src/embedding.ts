import {
  add,
  gather,
  matMul,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  tidy,
} from "@tensorflow/tfjs-core";
import { areFloat, checkShape } from "./check.ts";
import { chunks } from "./chunks.ts";
import { defineOp, type OpDefinition, type OpInputs, runOp1 } from "./dispatch.ts";
import { flatten } from "./linear.ts";
import { oneHotRows } from "./one-hot.ts";

/** Attributes of `GptEmbeddingGrad`. */
export interface EmbeddingGradAttrs {
  /** Rows of the table, V. */
  readonly rows: number;
}

/**
 * Kernel `GptEmbeddingGrad`: ids, dy `[..., C]`, total? `[V, C]` → dtable `[V, C]`; rows are summed in
 * the order of the ids, and added to the total, where a kernel may write in place and return the same
 * data. The reference multiplies with one-hot matrices, in chunks: tfjs has no scatter-add on
 * every backend.
 */
export const EMBEDDING_GRAD: OpDefinition<EmbeddingGradAttrs> = defineOp({
  name: "GptEmbeddingGrad",
  reference: ({ ids, dy, total: before }, { rows }) => {
    const d = flatten(dy as Tensor); // [N, C]
    const flat = reshape(ids as Tensor, [-1]) as Tensor1D;
    let total: Tensor | undefined;
    for (const { at, count } of chunks(flat.size, rows)) {
      const last = total;
      total = tidy(() => {
        const hot = oneHotRows(slice(flat, [at], [count]), rows); // [count, V]
        const part = matMul(hot, slice(d, [at, 0], [count, -1]), true, false); // [V, C]
        return last ? add(last, part) : part;
      });
      last?.dispose();
    }
    return [before ? add(before, total as Tensor) : (total as Tensor)];
  },
});

/** Kernel `GptEmbedding`: table `[V, C]`, ids → rows `[..., C]`. */
export const EMBEDDING: OpDefinition<object> = defineOp({
  name: "GptEmbedding",
  reference: ({ table, ids }) => [gather(table as Tensor, ids as Tensor1D)],
  gradient: {
    inputsToSave: ["table", "ids"],
    gradFunc: (dy, [table, ids]) => ({
      table: () => tableGradient({ ids, dy: dy as Tensor }, table as Tensor),
    }),
    // a tied table has its output layer's gradient by now, as large as itself
    addTo: {
      table: (total, [dy], [table, ids]) => tableGradient({ ids, dy, total }, table as Tensor),
    },
  },
});

function tableGradient(inputs: OpInputs, { shape }: Tensor): Tensor {
  return runOp1(EMBEDDING_GRAD, inputs, { rows: shape[0] as number });
}

/**
 * Looks rows up. The gradient adds up in a fixed order.
 *
 * @param table `[V, C]`
 * @param ids int32, any shape; each in [0, V)
 * @returns `[...ids.shape, C]`
 * @throws GptError `OP_SHAPE`
 */
export function embedding(table: Tensor, ids: Tensor): Tensor {
  const fits = table.rank === 2 && areFloat(table) && ids.dtype === "int32";
  checkShape(fits, "embedding", "table [V, C] float32, ids [...] int32", { table, ids });
  return runOp1(EMBEDDING, { table, ids }, {});
}
