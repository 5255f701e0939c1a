import { installedAt } from "./installed.ts";
import type { Runtime } from "./runtime.ts";

/** The binaries of tfjs' backend; only one is loaded. */
const FILES = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm",
] as const;

/** Where each binary lies, in the form tfjs' `setWasmPaths` takes. */
export type WasmPaths = { readonly [file in (typeof FILES)[number]]: string };

/**
 * Where tfjs shall load its binary from.
 *
 * @param path the user's: a folder, or the URL of one .wasm file (then taken for all of them)
 * @returns undefined: beside the script, tfjs' own default
 */
export function wasmPaths(runtime: Runtime, path?: string): WasmPaths | undefined {
  const from = path ?? (runtime === "browser" ? undefined : installedFolder());
  if (from === undefined) return undefined;
  const folder = from.endsWith("/") ? from : `${from}/`;
  const place = (file: string) => (/\.wasm(\?|$)/.test(from) ? from : folder + file);
  return Object.fromEntries(FILES.map((file) => [file, place(file)])) as WasmPaths;
}

/** The folder of the installed package. */
function installedFolder(): string | undefined {
  const main = installedAt("@tensorflow/tfjs-backend-wasm");
  return main?.slice(0, Math.max(main.lastIndexOf("/"), main.lastIndexOf("\\")) + 1);
}
