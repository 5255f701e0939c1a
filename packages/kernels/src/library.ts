/** An address in the library's memory, as a number, or a typed array whose elements are meant. 0: nothing. */
export type Place = number | Float32Array | Float64Array | Int32Array | Uint8Array;

/** A kernel: numbers and places; its meaning stands above it in native/*.cc. */
type CompiledKernel = (...args: readonly Place[]) => number;

/** The pool's numbers, in bytes. */
export interface MemoryUse {
  /** In use. */
  readonly live: number;
  /** Kept for the next tensor. */
  readonly cached: number;
  /** Most that was in use at once. */
  readonly peak: number;
  /** Most that may be in use. */
  readonly limit: number;
}

/** Names of the kernels. */
export const KERNEL_NAMES = [
  "activation",
  "activationGrad",
  "adamUpdate",
  "addAll",
  "attention",
  "attentionGrad",
  "batchMultiply",
  "binary",
  "cast",
  "copy",
  "crossEntropy",
  "dropout",
  "embedding",
  "embeddingGrad",
  "fill",
  "globalNorm",
  "halves",
  "layerNorm",
  "layerNormGrad",
  "linear",
  "linearCrossEntropy",
  "linearGrad",
  "peakProducts",
  "readSweep",
  "reduce",
  "softmax",
  "unary",
] as const;

/** Name of a kernel. */
export type KernelName = (typeof KERNEL_NAMES)[number];

/** What a library offers that runs calls on a thread of its own, one behind the other. */
export interface CallQueue {
  /** The kernels' numbers. */
  readonly places: { readonly [name in KernelName]: number };
  /** Puts in a call of the kernel with that number. Arrays stay as they are until it has run. */
  put(place: number, ...args: readonly Place[]): void;
  /** Returns when all calls have run: bytes that one did not find since this was asked last, else 0. */
  wait(): number;
}

/** What the compiled library offers. */
export type KernelLibrary = { readonly [name in KernelName]: CompiledKernel } & {
  /** Takes a block of 64-byte aligned memory; 0 where there is none. */
  take(bytes: number): number;
  /** @param bytes how many were taken, where that is known */
  release(address: number, bytes?: number): void;
  /** Calls a kernel whose answer nobody waits for, now or later, but before anything that could see the difference. */
  submit?(name: KernelName, args: readonly Place[]): void;
  /** Returns when all submitted calls have run. */
  finish?(): void;
  /** Copies bytes. */
  move(to: Place, from: Place, bytes: number): void;
  /** Gives all that is not in use back to the system. */
  trim(): void;
  memory(): MemoryUse;
  /** Sets how many bytes tensors may take; 0: nearly all there are. */
  setLimit(bytes: number): void;
};
