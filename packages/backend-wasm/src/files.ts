import { GptError } from "@gpt/registry";
import { compile } from "./features.ts";

/** A module: its set of instructions, and whether its memory is shared. */
export interface Variant {
  readonly relaxed: boolean;
  readonly shared: boolean;
}

/**
 * URLs relative to this file, written out as bundlers want them; the folders lie beside `src` and
 * beside `dist`.
 */
const URLS = {
  "simd.wasm": () => new URL("../build/simd.wasm", import.meta.url),
  "simd-threads.wasm": () => new URL("../build/simd-threads.wasm", import.meta.url),
  "relaxed.wasm": () => new URL("../build/relaxed.wasm", import.meta.url),
  "relaxed-threads.wasm": () => new URL("../build/relaxed-threads.wasm", import.meta.url),
};

/** Name of a variant's file. */
export function fileOf({ relaxed, shared }: Variant): keyof typeof URLS {
  return `${relaxed ? "relaxed" : "simd"}${shared ? "-threads" : ""}.wasm`;
}

/** Node's modules of the system; null in a browser. Asked for so that bundlers see no import. */
export function system(): Pick<NodeJS.Process, "getBuiltinModule"> | null {
  const { process } = globalThis as { process?: NodeJS.Process };
  return process?.versions?.node === undefined ? null : process;
}

/**
 * A file of this package outside of a browser: in the installed package, also when this code is
 * bundled; undefined where there is none.
 */
export function installed(path: string): string | undefined {
  const { createRequire } = (system() as NodeJS.Process).getBuiltinModule("node:module");
  const { dirname, join } = (system() as NodeJS.Process).getBuiltinModule("node:path");
  const { existsSync } = (system() as NodeJS.Process).getBuiltinModule("node:fs");
  try {
    const root = dirname(createRequire(import.meta.url).resolve("@gpt/backend-wasm/package.json"));
    const file = join(root, path);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined; // bundled, and the package is not there
  }
}

/**
 * Reads and compiles a variant.
 *
 * @param folder URL of the folder of the .wasm files, where they are not beside the code
 * @throws GptError `WASM_MISSING`
 */
export async function loadModule(variant: Variant, folder?: string): Promise<WebAssembly.Module> {
  const name = fileOf(variant);
  if (folder !== undefined) return moduleAt(() => new URL(name, absolute(folder)), folder);
  if (system() === null) return moduleAt(URLS[name], name);
  const path = installed(`build/${name}`);
  if (path === undefined) throw missing(`build/${name} of @gpt/backend-wasm`);
  return checked(await readFile(path), path);
}

/** A folder's URL, with the slash that makes names go into it; relative ones are the page's. */
function absolute(folder: string): string {
  const { location } = globalThis as { location?: { href: string } };
  return new URL(folder.endsWith("/") ? folder : `${folder}/`, location?.href).href;
}

/** Fetches a file and compiles it. @param name what the error says where there is no URL */
async function moduleAt(urlOf: () => URL, name: string): Promise<WebAssembly.Module> {
  let place = name;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const url = urlOf();
    place = url.href;
    bytes = await bytesAt(url);
  } catch (cause) {
    throw missing(`${place}: ${(cause as Error).message}`, cause);
  }
  return checked(bytes, place);
}

async function bytesAt(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === "file:" && system() !== null) return readFile(url);
  const response = await fetch(url);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new Error(`${response.status} ${response.statusText}`);
}

/** Compiles; a page for people, which many servers answer to every address, is named as what it is. */
async function checked(bytes: Uint8Array<ArrayBuffer>, place: string): Promise<WebAssembly.Module> {
  const start = new TextDecoder().decode(bytes.subarray(0, 16));
  if (!start.startsWith("\0asm")) {
    throw missing(`${place}: no WebAssembly, it begins with ${JSON.stringify(start)}`);
  }
  return compile(bytes).catch((cause: Error) => {
    throw missing(`${place}: ${cause.message}`, cause);
  });
}

function readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  return (system() as NodeJS.Process).getBuiltinModule("node:fs/promises").readFile(path);
}

function missing(got: string, cause?: unknown): GptError {
  return new GptError("WASM_MISSING", {
    message: "The kernels' .wasm file is not there, or cannot be compiled.",
    expected: "the files that `pnpm --filter @gpt/backend-wasm build:wasm` makes",
    got,
    help: "in a browser, serve the package's folder `build` and name its URL in the option `path`",
    cause,
  });
}
