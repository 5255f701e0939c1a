// Compiles @gpt/kernels' sources and others for a target; what is up to date is not compiled again.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compilersOf, flagsOf, HOST, levelsOf, makes } from "./target.mjs";

const run = promisify(execFile);

/** The C++ sources of the kernels. */
const KERNELS = join(
  dirname(fileURLToPath(import.meta.resolve("@gpt/kernels/package.json"))),
  "native",
);

/** Files that are compiled once; the others are compiled for every level. */
const COMMON = ["memory.cc", "threads.cc"];

/** The first compiler that is there and makes code for the target: its name, version and machine; null: none. */
export async function findCompiler(target = HOST) {
  for (const name of compilersOf(target)) {
    try {
      const { stdout } = await run(name, ["--version"]);
      const machine = (await run(name, ["-dumpmachine"])).stdout.trim();
      if (makes(machine, target)) return { name, version: stdout.split("\n")[0], machine };
    } catch {
      // not this one
    }
  }
  return null;
}

/** Paths of the files in a folder that end so, in one order. */
function filesIn(folder, ending) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

const hashOf = (...parts) =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

/** Every object file: its source, name and flags. `own` are the folders of sources that are compiled once. */
function units(target, own) {
  const levels = levelsOf(target);
  const defines = Object.keys(levels).map((level) => `-DHAS_${level.toUpperCase()}`);
  const kernels = filesIn(KERNELS, ".cc");
  const isCommon = (file) => COMMON.includes(basename(file));
  const once = [...own.flatMap((folder) => filesIn(folder, ".cc")), ...kernels.filter(isCommon)];
  return [
    ...once.map((file) => ({ file, object: basename(file), flags: defines })),
    ...Object.entries(levels).flatMap(([level, flags]) =>
      kernels
        .filter((file) => !isCommon(file))
        .map((file) => ({
          file,
          object: `${level}-${basename(file)}`,
          flags: [...flags, `-DLEVEL=${level}`],
        })),
    ),
  ];
}

async function inTurn(jobs, work) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/**
 * Compiles the kernels for every level, with the sources of `own` folders, and links all.
 *
 * @param build folder for what is made
 * @param ending of the file's name
 * @param include folders of other headers
 * @param extra flags for compiler and linker
 * @param link flags and files for the linker
 * @returns path of the file, which has a name of its own for every content, whether it is new, and how many sources
 *   were compiled
 */
export async function compile({ compiler, target, own, build, ending, include, extra, link }) {
  const folders = [KERNELS, ...own];
  const headers = folders.flatMap((folder) => filesIn(folder, ".h"));
  const texts = headers.map((file) => readFileSync(file, "utf8"));
  const common = hashOf(compiler.version, compiler.machine, ...texts);
  const objects = join(build, "objects");
  mkdirSync(objects, { recursive: true });
  const jobs = units(target, own).map(({ file, object, flags }) => {
    const all = [...flagsOf(compiler.machine), ...flags, ...extra];
    const key = hashOf(common, all.join(" "), readFileSync(file, "utf8"));
    return { file, all, at: join(objects, `${object}-${key}.o`) };
  });
  const files = jobs.map(({ at }) => at);
  const made = join(build, `${hashOf(...files, ...link)}${ending}`);
  if (existsSync(made)) return { made, fresh: false, compiled: 0 };
  const wanted = jobs.filter(({ at }) => !existsSync(at));
  const paths = [...include, ...folders].flatMap((folder) => ["-I", folder]);
  await inTurn(wanted, async ({ file, all, at }) => {
    const part = `${at}.${process.pid}`;
    await run(compiler.name, [...all, ...paths, "-c", file, "-o", part]);
    renameSync(part, at);
  });
  const part = `${made}.${process.pid}`;
  await run(compiler.name, [...files, ...extra, ...link, "-o", part]);
  renameSync(part, made);
  keepOnly(objects, ".o", files);
  keepOnly(build, ending, [made]);
  return { made, fresh: true, compiled: wanted.length };
}

/** Deletes the results of earlier runs. */
function keepOnly(folder, ending, files) {
  const old = /^[0-9a-f]{16}\.|-[0-9a-f]{16}\.o$/;
  for (const path of filesIn(folder, ending)) {
    if (old.test(basename(path)) && !files.includes(path)) rmSync(path);
  }
}
