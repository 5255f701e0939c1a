// Compiles @gpt/kernels' sources and others for a target; what is up to date is not compiled again.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { compilersOf, flagsOf, HOST, makes } from "./target.mjs";

const run = promisify(execFile);

const { COMMON, KERNELS, filesIn, hashOf, writeWhole } = await import(
  new URL("scripts/objects.mjs", import.meta.resolve("@gpt/kernels/package.json"))
);

export { hashOf, KERNELS };

/** Compilers that are there and make code for the target, first choice first: their names, versions and machines. */
export async function findCompilers(target = HOST) {
  const found = [];
  for (const name of compilersOf(target)) {
    try {
      const { stdout } = await run(name, ["--version"]);
      const machine = (await run(name, ["-dumpmachine"])).stdout.trim();
      if (makes(machine, target)) found.push({ name, version: stdout.split("\n")[0], machine });
    } catch {
      // not this one
    }
  }
  return found;
}

/** A key for the contents of the sources in some folders, and for other words. */
export function contentsKey(folders, words) {
  const files = folders.flatMap((folder) => [".cc", ".h"].flatMap((end) => filesIn(folder, end)));
  return hashOf(...files.map((file) => readFileSync(file, "utf8")), ...words);
}

/**
 * Every object file: its source, name and flags. `own` are sources of the one program, compiled once; its name, `program`, is
 * in theirs, since two programs may be made at a time.
 */
function units(levels, own, program) {
  const defines = Object.keys(levels).map((level) => `-DHAS_${level.toUpperCase()}`);
  const kernels = filesIn(KERNELS, ".cc");
  const isCommon = (file) => COMMON.includes(basename(file));
  const once = (file, object) => ({ file, object, flags: defines });
  return [
    ...own.map((file) => once(file, `${program}-${basename(file)}`)),
    ...kernels.filter(isCommon).map((file) => once(file, basename(file))),
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

function headersIn(folders) {
  const files = folders.flatMap((folder) => filesIn(folder, ".h"));
  return hashOf(...files.map((file) => readFileSync(file, "utf8")));
}

async function inTurn(jobs, work) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/**
 * Compiles the kernels for every level, with other sources, and links all.
 *
 * @param levels flags of every level
 * @param own folders of the other sources
 * @param more other sources outside of them
 * @param build folder for what is made
 * @param objects folder for what may be needed again, which other programs for the target and with the same flags share
 * @param ending of the file's name
 * @param include folders of other headers
 * @param extra flags for compiler and linker
 * @param link flags and files for the linker
 * @returns path of the file, which has a name of its own for every content, and how many sources were compiled
 */
export async function compile(options) {
  const {
    compiler,
    levels,
    own,
    more = [],
    build,
    objects,
    ending,
    include,
    extra,
    link,
  } = options;
  const folders = [KERNELS, ...own];
  const paths = [...include, ...folders];
  const seenBy = { own: headersIn(paths), kernel: headersIn([KERNELS]) };
  mkdirSync(build, { recursive: true });
  mkdirSync(objects, { recursive: true });
  const sources = [...own.flatMap((folder) => filesIn(folder, ".cc")), ...more];
  const jobs = units(levels, sources, ending.slice(1)).map(({ file, object, flags }) => {
    const all = [...flagsOf(compiler.machine), ...flags, ...extra];
    const headers = dirname(file) === KERNELS ? seenBy.kernel : seenBy.own;
    const text = readFileSync(file, "utf8");
    const key = hashOf(compiler.version, compiler.machine, all.join(" "), headers, text);
    return { file, all, at: join(objects, `${object}-${key}.o`) };
  });
  const files = jobs.map(({ at }) => at);
  const made = join(build, `${hashOf(...files, ...link)}${ending}`);
  if (existsSync(made)) return { made, compiled: 0 };
  const wanted = jobs.filter(({ at }) => !existsSync(at));
  const search = paths.flatMap((folder) => ["-I", folder]);
  await inTurn(wanted, async ({ file, all, at }) => {
    await writeWhole(at, (part) => run(compiler.name, [...all, ...search, "-c", file, "-o", part]));
  });
  await writeWhole(made, (part) => run(compiler.name, [...files, ...extra, ...link, "-o", part]));
  keepOnly(objects, files);
  keepOnly(build, [made]);
  return { made, compiled: wanted.length };
}

const KEY = /-?[0-9a-f]{16}(?=\.\w+$)/;

/** Deletes what earlier runs made under the same names, but for their keys. */
function keepOnly(folder, files) {
  const names = new Set(files.map((path) => basename(path).replace(KEY, "")));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (KEY.test(name) && names.has(name.replace(KEY, "")) && !files.includes(path)) rmSync(path);
  }
}
