import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend, Stored } from "./backend.ts";

export type { Stored } from "./backend.ts";

/** A tensor's numbers as float32. */
export function plain(backend: CompiledBackend, tensor: TensorInfo): Stored {
  return { address: backend.address(tensor), half: false };
}

/** The number that tells a kernel which of its arrays, by their place among the arguments, hold bf16. */
export function whichHalves(arrays: readonly (Stored | null | undefined)[]): number {
  return arrays.reduce((bits, array, i) => bits + (array?.half ? 2 ** i : 0), 0);
}
