// The library that Node loads: where it goes and how it is compiled.
import { join } from "node:path";
import { compile, contentsKey, KERNELS } from "./compile.mjs";
import { HOST, linkFlagsOf } from "./target.mjs";

const root = join(import.meta.dirname, "..");

/** Where the library for a target is put. */
export function libraryPath(target = HOST) {
  return join(root, "build", ...(target === HOST ? [] : [target]), "gpt-native.node");
}

/** Extra flags of a special build, such as a profiler's. */
const EXTRA = (process.env.NATIVE_FLAGS ?? "").split(" ").filter(Boolean);

/** A key for all sources of the library, and for the flags of a special build. */
export function sourcesKey() {
  return contentsKey([KERNELS, join(root, "native")], EXTRA);
}

/**
 * @param levels flags of every level
 * @param flags others, of a special build
 * @param build folder for what is made
 * @returns what `compile` does
 */
export async function compileAddon(compiler, { levels, flags = EXTRA, build }) {
  const headers = (await import("node-api-headers")).default;
  return compile({
    ...{ levels, compiler, build, objects: join(build, "objects"), ending: ".node", extra: flags },
    own: [join(root, "native")],
    include: [headers.include_dir],
    link: linkFlagsOf(compiler.machine),
  });
}
