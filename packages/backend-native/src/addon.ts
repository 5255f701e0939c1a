/** An address in this process, as a number, or a typed array whose elements are meant. 0: nothing. */
export type Place = number | Float32Array | Float64Array | Int32Array | Uint8Array;

/** A kernel: numbers and places; its meaning stands above it in native/*.cc. */
type NativeKernel = (...args: readonly Place[]) => number;

/** The pool's numbers, in bytes. */
interface MemoryUse {
  /** In use. */
  readonly live: number;
  /** Kept for the next tensor. */
  readonly cached: number;
  /** Most that was in use at once. */
  readonly peak: number;
  /** Most that may be in use; 0 until the first tensor. */
  readonly limit: number;
}

/** Names of the kernels. */
export type KernelName =
  | "activation"
  | "activationGrad"
  | "adamUpdate"
  | "addAll"
  | "attention"
  | "attentionGrad"
  | "batchMultiply"
  | "binary"
  | "cast"
  | "copy"
  | "crossEntropy"
  | "dropout"
  | "embedding"
  | "embeddingGrad"
  | "fill"
  | "globalNorm"
  | "layerNorm"
  | "layerNormGrad"
  | "linear"
  | "linearCrossEntropy"
  | "linearGrad"
  | "reduce"
  | "softmax"
  | "unary";

/** What the compiled library offers. */
export type Addon = { readonly [name in KernelName]: NativeKernel } & {
  /** Takes a block of 64-byte aligned memory; 0 where there is none. */
  take(bytes: number): number;
  release(address: number): void;
  /** Copies bytes. */
  move(to: Place, from: Place, bytes: number): void;
  /** Gives all that is not in use back to the system. */
  trim(): void;
  memory(): MemoryUse;
  setLimit(bytes: number): void;
  /** Sets the number of threads where given; returns it. */
  threads(count?: number): number;
  /** Instruction sets that this processor has and kernels were compiled for, fastest first. */
  levels(): string[];
  /** Takes the kernels of a level; false where this processor lacks it. */
  setLevel(name: string): boolean;
  /** Whether products may take operands rounded to bf16; only the level `amx` does. */
  setBf16(wanted: number): void;
};
