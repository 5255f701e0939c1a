const FLAG = "experimental-wasm-relaxed-simd";

/** Whether the runtime can compile this module of relaxed SIMD instructions. */
export function isValidRelaxed(bytes: Uint8Array<ArrayBuffer>): boolean {
  return WebAssembly.validate(bytes) || withFlag(() => WebAssembly.validate(bytes)) === true;
}

/** Compiles a module of relaxed SIMD instructions; throws where the runtime has none. */
export async function compileRelaxed(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (WebAssembly.validate(bytes)) return WebAssembly.compile(bytes);
  // at once: compiling in the background would start after the flag is down again
  return withFlag(() => new WebAssembly.Module(bytes)) ?? WebAssembly.compile(bytes);
}

/**
 * Browsers and Node from 22 on have relaxed SIMD; Node 20 has it behind a flag of V8, which is set
 * only meanwhile: a module keeps what it was compiled with. Elsewhere nothing is done.
 */
function withFlag<T>(use: () => T): T | undefined {
  const { process, Deno } = globalThis as { process?: NodeJS.Process; Deno?: object };
  if (Deno !== undefined || !process?.versions?.node?.startsWith("20.")) return undefined;
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString(`--${FLAG}`);
  try {
    return use();
  } finally {
    v8.setFlagsFromString(`--no-${FLAG}`);
  }
}
