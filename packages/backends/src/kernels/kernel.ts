import type { OpDefinition } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../heap.ts";

/** A kernel over any {@link Heap}. */
export interface HeapKernel {
  /** tfjs' kernel name. */
  readonly name: string;
  readonly run: (heap: Heap, inputs: never, attrs: never) => TensorInfo[];
}

/** The kernel of one of @gpt/ops' operations; its reference there says what it computes. */
export function kernelOf<A extends object>(
  op: OpDefinition<A>,
  run: (heap: Heap, inputs: never, attrs: A) => TensorInfo[],
): HeapKernel {
  return { name: op.name, run };
}
