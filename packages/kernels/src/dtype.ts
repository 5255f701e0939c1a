import { GptError } from "@gpt/registry";
import type { BackendValues, DataType, TensorInfo } from "@tensorflow/tfjs-core";

/** Typed arrays that hold tensors' numbers. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** Numbers of the dtypes in native/elementwise.cc. */
export const DTYPES = { float32: 0, int32: 1, bool: 2 } as const;

/** Whether a library's memory can hold it. */
export function isNumeric({ dtype }: TensorInfo): boolean {
  return dtype in DTYPES;
}

/** Whether all tensors hold float32. */
export function areFloat(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === "float32");
}

/** Bytes of an element. */
export function bytesOf(dtype: DataType): number {
  return dtype === "bool" ? 1 : 4;
}

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** A shape with another extent along an axis. */
export function withExtent(shape: readonly number[], axis: number, extent: number): number[] {
  return shape.map((own, other) => (other === axis ? extent : own));
}

/** A shape with an axis of extent 1 put in. */
export function withAxis(shape: readonly number[], axis: number): number[] {
  return [...shape.slice(0, axis), 1, ...shape.slice(axis)];
}

/** A new array for numbers of a dtype. @throws GptError `DTYPE_UNSUPPORTED` */
export function typedArray(dtype: DataType, size: number): Numbers {
  if (dtype === "float32") return new Float32Array(size);
  if (dtype === "int32") return new Int32Array(size);
  if (dtype === "bool") return new Uint8Array(size);
  throw new GptError("DTYPE_UNSUPPORTED", {
    message: "The compiled backends hold no tensors of this dtype.",
    expected: "float32, int32, bool or string",
    got: dtype,
    help: "keep real and imaginary parts as two tensors, or take the backend cpu",
  });
}

/** Values as an array of exactly the dtype's type. @throws GptError `DTYPE_UNSUPPORTED` */
export function numbersOf(values: BackendValues, dtype: DataType): Numbers {
  const empty = typedArray(dtype, 0);
  if (values.constructor === empty.constructor) return values as Numbers;
  const numbers = typedArray(dtype, values.length);
  numbers.set(values as unknown as ArrayLike<number>);
  return numbers;
}
