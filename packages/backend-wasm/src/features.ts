/** The smallest modules with one instruction each: their bodies stand between head and end. */
function moduleOf(...body: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [0, ...body, 0x0b]; // no locals … end
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...[1, 5, 1, 0x60, 0, 1, 0x7b], // type: () → v128
    ...[3, 2, 1, 0], // one function of it
    ...[10, code.length + 2, 1, code.length, ...code],
  );
}

const ZERO = [0xfd, 12, ...Array<number>(16).fill(0)]; // v128.const 0
const SIMD = moduleOf(...ZERO);
/** f32x4.relaxed_madd */
const RELAXED = moduleOf(...ZERO, ...ZERO, ...ZERO, 0xfd, 0x85, 0x02);

const FLAG = "experimental-wasm-relaxed-simd";

/** What WebAssembly of this runtime can do. */
export interface Features {
  /** Vectors of four floats; the kernels are nothing without them. */
  readonly simd: boolean;
  /** Multiplication and addition in one rounding. */
  readonly relaxed: boolean;
  /** Memory that several threads share. */
  readonly shared: boolean;
}

/** Looks what there is. */
export function features(): Features {
  if (typeof WebAssembly === "undefined") return { simd: false, relaxed: false, shared: false };
  const valid = () => WebAssembly.validate(RELAXED);
  return {
    simd: WebAssembly.validate(SIMD),
    relaxed: valid() || withFlag(valid),
    shared: canShare(),
  };
}

/** A page shares memory with its workers only where it is isolated from other origins. */
function canShare(): boolean {
  const { crossOriginIsolated, SharedArrayBuffer: buffer } = globalThis as {
    crossOriginIsolated?: boolean;
    SharedArrayBuffer?: unknown;
  };
  return buffer !== undefined && (crossOriginIsolated ?? true);
}

/** Compiles a module that may have instructions of relaxed SIMD. */
export async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (WebAssembly.validate(bytes)) return WebAssembly.compile(bytes);
  // at once: compiling in the background would start after the flag is down again
  return withFlag(() => new WebAssembly.Module(bytes)) || WebAssembly.compile(bytes);
}

/**
 * Browsers and Node from 22 on have relaxed SIMD; Node 20 has it behind a flag of V8, which is set
 * only meanwhile: a module keeps what it was compiled with. Elsewhere nothing is done.
 */
function withFlag<T>(use: () => T): T | false {
  const { process, Deno } = globalThis as { process?: NodeJS.Process; Deno?: object };
  if (Deno !== undefined || !process?.versions?.node?.startsWith("20.")) return false;
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString(`--${FLAG}`);
  try {
    return use();
  } finally {
    v8.setFlagsFromString(`--no-${FLAG}`);
  }
}
