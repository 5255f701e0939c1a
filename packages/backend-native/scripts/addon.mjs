// The library that Node loads: where it goes and how it is compiled.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "./compile.mjs";
import { HOST, levelsOf, linkFlagsOf } from "./target.mjs";

const root = join(import.meta.dirname, "..");

/** Where the library for a target is put. */
export function libraryPath(target = HOST) {
  return join(root, "build", ...(target === HOST ? [] : [target]), "gpt-native.node");
}

/** Extra flags of a special build, such as a profiler's. */
const EXTRA = (process.env.NATIVE_FLAGS ?? "").split(" ").filter(Boolean);

/** @returns what `compile` does */
export async function compileAddon(compiler, target, levels = levelsOf(target)) {
  const headers = (await import("node-api-headers")).default;
  const build = dirname(libraryPath(target));
  mkdirSync(build, { recursive: true });
  const node = target.startsWith("win32") ? [importLibrary(headers, compiler, build)] : [];
  return compile({
    ...{ levels, compiler, build, objects: join(build, "objects"), ending: ".node", extra: EXTRA },
    own: [join(root, "native")],
    include: [headers.include_dir],
    link: [...linkFlagsOf(compiler.machine), ...node],
  });
}

/** Windows wants to know, when a library is linked, where functions of others are: in node.exe. */
function importLibrary(headers, compiler, build) {
  const made = join(build, "node_api.lib");
  const arm = compiler.machine.startsWith("aarch64");
  const tool = compiler.machine.includes("mingw")
    ? [compiler.name.replace(/g\+\+$/, "dlltool"), []]
    : ["llvm-dlltool", ["-m", arm ? "arm64" : "i386:x86-64"]];
  execFileSync(tool[0], [...tool[1], "-d", headers.def_paths.node_api_def, "-l", made]);
  return made;
}
