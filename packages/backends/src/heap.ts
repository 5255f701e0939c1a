import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { Numerics } from "./numerics/numerics.ts";

/**
 * Tensors of a tfjs backend as plain arrays, so that one kernel source serves every backend whose
 * data this process can address. Making outputs or work space may move the memory: a kernel makes
 * all it needs first and takes views afterwards.
 */
export interface Heap {
  /** tfjs' name of the backend. */
  readonly name: string;
  readonly numerics: Numerics;
  /** A new tensor with undefined contents. */
  output(shape: readonly number[], dtype?: DataType): TensorInfo;
  /** View of a float32 tensor. */
  floats(tensor: TensorInfo): Float32Array;
  /** View of an int32 tensor. */
  integers(tensor: TensorInfo): Int32Array;
  /** Work space of at least that many floats each; undefined contents, valid until the next call. */
  scratch(...counts: readonly number[]): Float32Array[];
  /** Another tensor over the same data. */
  share(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  /** Whether other tensors use the same data, so that it must not be written to. */
  isShared(tensor: TensorInfo): boolean;
}

/** Number of elements. */
export function sizeOf({ shape }: TensorInfo): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
