import {
  add,
  gather,
  matMul,
  oneHot,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";
import { flatten } from "./linear.ts";

/** Attributes of `GptEmbeddingGrad`. */
export interface EmbeddingGradAttrs {
  /** Rows of the table, V. */
  readonly rows: number;
}

/** Most elements of a one-hot matrix that the reference makes at once. */
const ONE_HOT_LIMIT = 2 ** 22;

/**
 * Kernel `GptEmbeddingGrad`: ids, dy `[..., C]` → dtable `[V, C]`; rows are summed in the order of
 * the ids. The reference multiplies with one-hot matrices, in chunks: tfjs has no scatter-add on
 * every backend.
 */
export const EMBEDDING_GRAD: OpDefinition<EmbeddingGradAttrs> = defineOp({
  name: "GptEmbeddingGrad",
  reference: ({ ids, dy }, { rows }) => {
    const d = flatten(dy as Tensor); // [N, C]
    const flat = reshape(ids as Tensor, [-1]) as Tensor1D;
    const step = Math.max(1, Math.floor(ONE_HOT_LIMIT / rows));
    let total: Tensor | undefined;
    for (let at = 0; at < flat.size; at += step) {
      const count = Math.min(step, flat.size - at);
      const last = total;
      total = tidy(() => {
        const hot = oneHot(slice(flat, [at], [count]), rows, 1, 0, "float32") as Tensor2D;
        const part = matMul(hot, slice(d, [at, 0], [count, -1]), true, false); // [V, C]
        return last ? add(last, part) : part;
      });
      last?.dispose();
    }
    return [total as Tensor];
  },
});

/** Kernel `GptEmbedding`: table `[V, C]`, ids → rows `[..., C]`. */
export const EMBEDDING: OpDefinition<object> = defineOp({
  name: "GptEmbedding",
  reference: ({ table, ids }) => [gather(table as Tensor, ids as Tensor1D)],
  gradient: {
    inputsToSave: ["table", "ids"],
    gradFunc: (dy, [table, ids]) => ({
      table: () =>
        runOp1(
          EMBEDDING_GRAD,
          { ids, dy: dy as Tensor },
          { rows: (table as Tensor).shape[0] as number },
        ),
    }),
  },
});

/**
 * Looks rows up. The gradient adds up in a fixed order.
 *
 * @param table `[V, C]`
 * @param ids int32, any shape; each in [0, V)
 * @returns `[...ids.shape, C]`
 * @throws GptError `OP_SHAPE`
 */
export function embedding(table: Tensor, ids: Tensor): Tensor {
  const fits = table.rank === 2 && ids.dtype === "int32";
  checkShape(fits, "embedding", "table [V, C] float32, ids [...] int32", { table, ids });
  return runOp1(EMBEDDING, { table, ids }, {});
}
