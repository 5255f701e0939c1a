import { GptError } from "@gpt/registry";
import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "./backend.ts";
import { sizeOf } from "./dtype.ts";

/** Rows of a larger matrix: `row` elements each, `stride` elements from one to the next. */
export interface Rows {
  readonly row: number;
  readonly stride: number;
}

/** Where a tensor's numbers lie, as they are stored. */
export interface Stored {
  readonly address: number;
  /** Whether they are bf16. */
  readonly half: boolean;
}

/** How a tensor lies in its block. */
export interface Layout {
  readonly dtype: DataType;
  /** Whether the block holds bf16; to the outside it is float32 all the same. */
  readonly half: boolean;
  /** First element's place in the block, in bytes. */
  readonly offset: number;
  /** Where the elements do not lie side by side. */
  readonly rows: Rows | null;
}

/** Most elements of a tensor: kernels of other backends count them in 32 bits. */
const MOST_ELEMENTS = 2 ** 31 - 1;

/** Number of elements. @throws GptError `TENSOR_TOO_LARGE` */
export function countOf(shape: readonly number[]): number {
  const size = sizeOf(shape);
  if (size <= MOST_ELEMENTS) return size;
  throw new GptError("TENSOR_TOO_LARGE", {
    message: "A tensor has too many elements.",
    expected: `at most ${MOST_ELEMENTS}`,
    got: `[${shape}], ${size} elements`,
    help: "take a smaller batch, context or vocabulary",
  });
}

/** A tensor's numbers as float32. */
export function plain(backend: CompiledBackend, tensor: TensorInfo): Stored {
  return { address: backend.address(tensor), half: false };
}

/** The number that tells a kernel which of its arrays, by their place among the arguments, hold bf16. */
export function whichHalves(arrays: readonly (Stored | null | undefined)[]): number {
  return arrays.reduce((bits, array, i) => bits + (array?.half ? 2 ** i : 0), 0);
}
