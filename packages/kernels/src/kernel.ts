import type { OpDefinition } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "./backend.ts";

/** A kernel of a compiled backend; null leaves the call to the plain JavaScript one. */
export interface Kernel {
  /** tfjs' kernel name. */
  readonly name: string;
  readonly run: (
    backend: CompiledBackend,
    inputs: never,
    attrs: never,
  ) => TensorInfo | TensorInfo[] | null;
}

/** The operand of a kernel that has one. */
export interface One {
  readonly x: TensorInfo;
}

/** The kernel of one of @gpt/ops' operations; its reference there says what it computes. */
export function kernelOf<A extends object>(
  op: OpDefinition<A>,
  run: (backend: CompiledBackend, inputs: never, attrs: A) => TensorInfo[],
): Kernel {
  return { name: op.name, run };
}
