// Compiles @gpt/kernels' sources and native/*.cc to build/*.wasm with the clang that npm's @yowasp/clang
// has in it: nothing needs to be installed, and what did not change is not compiled again.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const { KERNELS, SYSTEM, filesIn, hashOf, writeWhole } = await import(
  new URL("scripts/objects.mjs", import.meta.resolve("@gpt/kernels/package.json"))
);

const root = join(import.meta.dirname, "..");
const own = join(root, "native");
const build = join(root, "build");
const objects = join(build, "objects");

const FLAGS = [
  "--target=wasm32-wasip1", // for the headers; nothing of its library is linked
  "-std=c++17",
  "-O3",
  "-fno-exceptions",
  "-fno-rtti",
  "-fno-math-errno",
  "-ffp-contract=off",
  "-Wall",
  "-Wextra",
  "-msimd128",
  "-matomics",
  "-mbulk-memory",
  "-mnontrapping-fptoint",
  "-DLEVEL=wasm",
];
/** Sets of instructions. */
const SETS = { simd: [], relaxed: ["-mrelaxed-simd"] };

/** Memory that a module starts with, and ends with at most. */
const [INITIAL, MOST] = [2 ** 20, 65_535 * 2 ** 16];
const LINK = [
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--import-memory",
  `-Wl,--initial-memory=${INITIAL},--max-memory=${MOST}`,
  "-Wl,-z,stack-size=65536,--stack-first", // an overflow of the caller's traps; workers' lie among tensors: src/workers.ts
  "-Wl,--export=__stack_pointer",
  "-Wl,--strip-all",
];
/** Kinds of memory: what each leaves out, and how it is linked. */
const KINDS = {
  "": { without: "threads.cc", link: [] },
  "-threads": { without: "alone.cc", link: ["-Wl,--shared-memory"] },
};

const folders = [KERNELS, own];
const compilerAt = dirname(require.resolve("@yowasp/clang"));
const { version } = JSON.parse(readFileSync(join(compilerAt, "../package.json"), "utf8"));
const headers = folders
  .flatMap((folder) => filesIn(folder, ".h"))
  .map((path) => [basename(path), readFileSync(path)]);

/** Every object file: its source, set and flags, and a name made of everything that goes into it. */
function objectFiles() {
  const kernels = filesIn(KERNELS, ".cc").filter((path) => !SYSTEM.includes(basename(path)));
  const files = [...kernels, ...filesIn(own, ".cc")];
  const common = [version, ...headers.map(([, text]) => text)];
  return Object.entries(SETS).flatMap(([set, more]) =>
    files.map((file) => {
      const flags = [...FLAGS, ...more];
      const key = hashOf(...common, flags.join(" "), readFileSync(file, "utf8"));
      return { file, set, flags, at: join(objects, `${set}-${basename(file)}-${key}.o`) };
    }),
  );
}

/** Runs the compiler in a folder of these files; returns the file `out`. */
async function clang(args, files) {
  const { commands, runLLVM } = await import("@yowasp/clang");
  await runLLVM(undefined, undefined, { fetchProgress: () => {} }); // loads, and does not tell how far
  const said = [];
  const options = {
    stderr: (bytes) => bytes && said.push(Buffer.from(bytes)),
  };
  try {
    const made = await commands["clang++"]([...args, "-o", "out"], files, options);
    process.stderr.write(Buffer.concat(said));
    return made.out;
  } catch (error) {
    throw new Error(`clang++ failed: ${error.message}\n${Buffer.concat(said)}`);
  }
}

async function compile({ file, flags, at }) {
  const files = { ...Object.fromEntries(headers), [basename(file)]: readFileSync(file) };
  const object = await clang([...flags, "-c", basename(file)], files);
  await writeWhole(at, (part) => writeFileSync(part, object));
}

/** What is linked: each set of instructions with each kind of memory, and whether it is there. */
function modules(units) {
  return Object.keys(SETS).flatMap((set) =>
    Object.entries(KINDS).map(([kind, { without, link }]) => {
      const used = units.filter((unit) => unit.set === set && basename(unit.file) !== without);
      const flags = [FLAGS[0], ...LINK, ...link];
      const key = hashOf(flags.join(" "), ...used.map(({ at }) => basename(at)));
      const at = join(build, `${set}${kind}.wasm`);
      const stamp = `${at}.key`;
      const present = existsSync(at) && existsSync(stamp) && readFileSync(stamp, "utf8") === key;
      return { at, stamp, key, used, flags, present };
    }),
  );
}

async function link({ at, stamp, key, used, flags }) {
  const files = Object.fromEntries(used.map((unit) => [basename(unit.at), readFileSync(unit.at)]));
  const wasm = await clang([...flags, ...Object.keys(files)], files);
  await writeWhole(at, (part) => writeFileSync(part, wasm));
  writeFileSync(stamp, key);
}

const started = Date.now();
mkdirSync(objects, { recursive: true });
const units = objectFiles();
const stale = modules(units).filter(({ present }) => !present);
const needed = new Set(stale.flatMap(({ used }) => used));
const wanted = units.filter((unit) => needed.has(unit) && !existsSync(unit.at));
for (const unit of wanted) await compile(unit);
for (const module of stale) await link(module);
const kept = new Set(units.map(({ at }) => at));
for (const path of filesIn(objects, ".o")) if (!kept.has(path)) rmSync(path);
const seconds = ((Date.now() - started) / 1000).toFixed(1);
const what = wanted.length === 0 ? "up to date" : `${wanted.length} files compiled in ${seconds} s`;
process.stdout.write(`backend-wasm: ${what} (clang ${version})\n`);
