// Compiles the library, build/gpt-native.node, where there is a compiler. Says in one line what it did, and ends with 0
// whatever happens: without the binary the backend says that it is not there. With the name of another machine, such as
// linux-arm64, it compiles for that one, into build/linux-arm64, if it can. `--fastest`: only the levels that this machine will
// run, in a third of the time; a library that has more stays.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { compileAddon, libraryPath, sourcesKey } from "./addon.mjs";
import { findCompilers } from "./compile.mjs";
import { fastestLevelsOf, HOST, levelsOf } from "./target.mjs";

const fastest = process.argv.includes("--fastest");
const target = process.argv.slice(2).find((word) => word !== "--fastest") ?? HOST;
const levels = fastest ? fastestLevelsOf(levelsOf(target)) : levelsOf(target);
const library = libraryPath(target);
const note = `${library}.json`;
const sources = sourcesKey();

/** What the library that is there was made of; null: none is, or of other sources. */
function present() {
  if (!existsSync(library) || !existsSync(note)) return null;
  const made = JSON.parse(readFileSync(note, "utf8"));
  return made.sources === sources ? made : null;
}

/** Puts the binary where the loader looks; a process that has the old one open keeps it. */
function install(path, compiler) {
  rmSync(note, { force: true });
  const part = `${library}.${process.pid}`;
  copyFileSync(path, part);
  renameSync(part, library);
  const made = basename(path);
  writeFileSync(note, JSON.stringify({ made, sources, compiler, levels: Object.keys(levels) }));
}

function say(line) {
  process.stdout.write(`backend-native: ${line}\n`);
}

/** The first line of what a compiler said, or all of it. */
function reasonOf(error) {
  return String(error.stderr || error.message)
    .trim()
    .slice(0, process.env.VERBOSE ? 1e6 : 400);
}

/** Compiles; what there is to say of it. */
async function make(compiler, before) {
  const started = Date.now();
  const about = (names) => `(${compiler.version}; ${names.join(", ")})`;
  const has = (level) => before.levels.includes(level);
  if (fastest && before?.compiler === compiler.version && Object.keys(levels).every(has)) {
    return `up to date ${about(before.levels)}`;
  }
  const { made, compiled } = await compileAddon(compiler, { levels, build: dirname(library) });
  const same = before?.made === basename(made);
  if (!same) install(made, compiler.version);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const what = same ? "up to date" : `${compiled} files compiled in ${seconds} s`;
  return `${what} ${about(Object.keys(levels))}`;
}

/** The line for a library that could not be made: what is used instead. */
function withoutCompiler(reason, before) {
  if (before) return `${reason}; the library that was compiled before is up to date`;
  rmSync(library, { force: true }); // of other sources: its functions may want other numbers
  if (target !== HOST) return `${reason}; name a compiler in CXX`;
  return `${reason}, so the backend falls back to wasm; for the fast one install g++ or clang++ and run this again`;
}

const before = present();
const failures = [];
let line;
for (const compiler of await findCompilers(target)) {
  try {
    line = await make(compiler, before);
    break;
  } catch (error) {
    failures.push(`not compiled (${compiler.name} said: ${reasonOf(error)})`);
  }
}
say(line ?? withoutCompiler(failures[0] ?? `no C++ compiler for ${target} found`, before));
