import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { KernelLibrary } from "@gpt/kernels";
import { GptError } from "@gpt/registry";

/** What the compiled library offers. */
export interface Addon extends KernelLibrary {
  /** Sets the number of threads where given; returns it. */
  threads(count?: number): number;
  /** Instruction sets that this processor has and kernels were compiled for, fastest first. */
  levels(): string[];
  /** Takes the kernels of a level; false where this processor lacks it. */
  setLevel(name: string): boolean;
  /** Whether products may take operands rounded to bf16; only the levels `amx` and `avx512bf16` do. */
  setBf16(wanted: number): void;
}

/** Where the compiled library lies: in the installed package, also when this code is bundled. */
export function addonPath(): string {
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve("@gpt/backend-native/package.json"));
  return join(root, "build", "gpt-native.node");
}

let loaded: Addon | undefined;

/**
 * Loads the compiled library.
 *
 * @throws GptError `NATIVE_MISSING` where there is none for this machine, `NATIVE_BROKEN` where it
 * does not load or was compiled from other sources
 */
export function loadAddon(path: string = addonPath()): Addon {
  if (loaded !== undefined && path === addonPath()) return loaded;
  if (!existsSync(path)) {
    throw new GptError("NATIVE_MISSING", {
      message: "The native CPU kernels are not compiled for this machine.",
      expected: path,
      help: "install g++ or clang++ and run `pnpm --filter @gpt/backend-native build:native`; until then the wasm backend does the work",
    });
  }
  const addon = requireAddon(path);
  if (path === addonPath()) loaded = addon;
  return addon;
}

function requireAddon(path: string): Addon {
  let addon: Partial<Addon>;
  try {
    addon = createRequire(import.meta.url)(path) as Partial<Addon>;
  } catch (cause) {
    throw broken(path, String((cause as Error).message).split("\n")[0] as string, cause);
  }
  const missing = NEEDED.filter((name) => typeof addon[name] !== "function");
  if (missing.length > 0) throw broken(path, `no function ${missing.join(", ")}`);
  return addon as Addon;
}

/** Spot checks that library and package belong together. */
const NEEDED = ["take", "move", "levels", "attentionGrad", "linearCrossEntropy", "copy"] as const;

function broken(path: string, got: string, cause?: unknown): GptError {
  return new GptError("NATIVE_BROKEN", {
    message: "The native CPU kernels do not load.",
    expected: `a library compiled for this system and version of Node: ${path}`,
    got,
    help: "delete the package's folder `build` and run `pnpm --filter @gpt/backend-native build:native`",
    cause,
  });
}
