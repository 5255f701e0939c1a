// Compiles the library, build/gpt-native.node, where there is a compiler. Says in one line what it did, and ends with 0
// whatever happens: without the binary the backend says that it is not there. With the name of another machine, such as
// linux-arm64, it compiles for that one, into build/linux-arm64, if it can. `--fastest`: only the levels that this machine will
// run, in a third of the time.
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { compileAddon, libraryPath } from "./addon.mjs";
import { findCompiler } from "./compile.mjs";
import { fastestLevelsOf, HOST, levelsOf } from "./target.mjs";

const fastest = process.argv.includes("--fastest");
const target = process.argv.slice(2).find((word) => word !== "--fastest") ?? HOST;
const levels = fastest ? fastestLevelsOf(levelsOf(target)) : levelsOf(target);
const library = libraryPath(target);

/** Puts the binary where the loader looks; a process that has the old one open keeps it. */
function install(made) {
  const part = `${library}.${process.pid}`;
  copyFileSync(made, part);
  renameSync(part, library);
}

function say(line) {
  process.stdout.write(`backend-native: ${line}\n`);
}

const compiler = await findCompiler(target);
if (compiler === null) {
  say(
    target === HOST
      ? "no C++ compiler found, so the backend falls back to wasm; for the fast one install g++ or clang++ and run this again"
      : `no C++ compiler for ${target} found; name one in CXX`,
  );
} else {
  const started = Date.now();
  try {
    const { made, fresh, compiled } = await compileAddon(compiler, target, levels);
    if (fresh || !existsSync(library)) install(made);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const what = !fresh ? "up to date" : `${compiled} files compiled in ${seconds} s`;
    say(`${what} (${compiler.version}; ${Object.keys(levels).join(", ")})`);
  } catch (error) {
    const reason = String(error.stderr || error.message).trim();
    const most = process.env.VERBOSE ? 1e6 : 400;
    say(
      `not compiled, so the backend falls back to wasm; ${compiler.name} said: ${reason.slice(0, most)}`,
    );
  }
}
