import { OPS } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import { usedUp } from "./cache.ts";

const embedding = kernelOf(
  OPS.embedding,
  (backend, { table, ids }: { table: TensorInfo; ids: TensorInfo }) => [
    gather(backend, table, ids, TOKENS),
  ],
);

/** What an error says of ids that are not in a table. */
interface Words {
  readonly message: string;
  readonly help: string;
}

const TOKENS: Words = {
  message: "A token id is not in the embedding table.",
  help: "check that the data were encoded with the tokenizer that the model was made for",
};
const INDICES: Words = {
  message: "An index is not in the tensor that is gathered from.",
  help: "indices count from 0 along its first axis",
};

/** Rows of a table of float32 or int32. @throws GptError `ID_OUT_OF_RANGE` */
export function gather(
  backend: CompiledBackend,
  table: TensorInfo,
  ids: TensorInfo,
  words = INDICES,
): TensorInfo {
  const [rows, ...rest] = table.shape as [number, ...number[]];
  const y = backend.output([...ids.shape, ...rest], table.dtype);
  const places = [table, ids, y].map((tensor) => backend.address(tensor));
  const sizes = [rows, sizeOf(rest), sizeOf(ids.shape)];
  checkIds(backend, ids, rows, backend.call("embedding", ...places, ...sizes), words);
  return y;
}

/** Row by row in the order of the ids, so that sums have one order; in place of a total where there is one. */
const embeddingGrad = kernelOf(
  OPS.embeddingGrad,
  (
    backend,
    { ids, dy, total }: { ids: TensorInfo; dy: TensorInfo; total?: TensorInfo },
    { rows },
  ) => {
    const width = dy.shape.at(-1) as number;
    const from = [ids, dy].map((tensor) => backend.address(tensor));
    const table = total ? usedUp(backend, total) : backend.output([rows, width]);
    const sizes = [rows, width, sizeOf(ids.shape), total ? 1 : 0];
    const stray = backend.call("embeddingGrad", ...from, backend.address(table), ...sizes);
    checkIds(backend, ids, rows, stray, TOKENS);
    return [table];
  },
);

/** A stray id would read or write foreign memory. */
function checkIds(
  backend: CompiledBackend,
  ids: TensorInfo,
  rows: number,
  stray: number,
  { message, help }: Words,
): void {
  if (stray === 0) return;
  throw new GptError("ID_OUT_OF_RANGE", {
    message,
    expected: `0 to ${rows - 1}`,
    got: String(backend.numbers(ids)[stray - 1]),
    help,
  });
}

/** Rows of a table and their gradient. */
export const EMBEDDING_KERNELS: readonly Kernel[] = [embedding, embeddingGrad];
