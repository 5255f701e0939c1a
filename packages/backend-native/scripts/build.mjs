// Compiles @gpt/kernels' sources and native/addon.cc to build/gpt-native.node where there is a compiler. Says in one line what it
// did, and ends with 0 whatever happens: without the binary the backend says that it is not there.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const kernels = join(
  dirname(fileURLToPath(import.meta.resolve("@gpt/kernels/package.json"))),
  "native",
);
const sources = [kernels, join(root, "native")];
const build = join(root, "build");
const addon = join(build, "gpt-native.node");

/** Files that are compiled once; the others are compiled for every level. */
const COMMON = ["addon.cc", "memory.cc", "threads.cc"];
const FLAGS = [
  "-std=c++17",
  "-O3",
  "-fPIC",
  "-fvisibility=hidden",
  "-fno-math-errno",
  "-ffp-contract=off",
  "-Wall",
  "-Wextra",
  "-Wno-psabi",
];
const AVX512 = [
  "-mavx512f",
  "-mavx512bw",
  "-mavx512dq",
  "-mavx512vl",
  "-mavx2",
  "-mfma",
  "-mprefer-vector-width=512",
];
const AVX512BF16 = [...AVX512, "-mavx512bf16"];
const AMX =
  process.platform === "linux" ? { amx: [...AVX512BF16, "-mamx-tile", "-mamx-bf16"] } : {};
const X64 = { ...AMX, avx512bf16: AVX512BF16, avx512: AVX512, avx2: ["-mavx2", "-mfma"], portable: [] };
const LEVELS = process.arch === "x64" ? X64 : { portable: [] };
const DEFINES = Object.keys(LEVELS).map((level) => `-DHAS_${level.toUpperCase()}`);
const LINK =
  process.platform === "darwin"
    ? ["-undefined", "dynamic_lookup"]
    : ["-static-libstdc++", "-static-libgcc"];
/** Extra flags of a special build, such as a sanitizer's. */
const EXTRA = (process.env.NATIVE_FLAGS ?? "").split(" ").filter(Boolean);

async function findCompiler() {
  for (const name of [process.env.CXX, "g++", "clang++", "c++"]) {
    if (!name) continue;
    try {
      const { stdout } = await run(name, ["--version"]);
      return { name, version: stdout.split("\n")[0] };
    } catch {
      // not this one
    }
  }
  return null;
}

function filesEndingWith(ending) {
  return sources.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(folder, name)),
  );
}

function units() {
  const files = filesEndingWith(".cc");
  const common = files.filter((file) => COMMON.includes(basename(file)));
  return [
    ...common.map((file) => ({ file, object: basename(file), flags: DEFINES })),
    ...Object.entries(LEVELS).flatMap(([level, flags]) =>
      files
        .filter((file) => !common.includes(file))
        .map((file) => ({
          file,
          object: `${level}-${basename(file)}`,
          flags: [...flags, `-DLEVEL=${level}`],
        })),
    ),
  ];
}

const hashOf = (...parts) =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

async function compile(compiler) {
  const headers = await import("node-api-headers");
  const include = ["-I", headers.default.include_dir, "-I", kernels];
  const common = hashOf(
    compiler.version,
    ...filesEndingWith(".h").map((file) => readFileSync(file, "utf8")),
  );
  const objects = join(build, "objects");
  mkdirSync(objects, { recursive: true });
  const jobs = units().map(({ file, object, flags }) => {
    const all = [...FLAGS, ...flags, ...EXTRA];
    const key = hashOf(common, all.join(" "), readFileSync(file, "utf8"));
    return { file, all, at: join(objects, `${object}-${key}.o`) };
  });
  const target = join(build, `gpt-native-${hashOf(...jobs.map(({ at }) => at))}.node`);
  if (existsSync(target)) return { target, compiled: 0 };
  const wanted = jobs.filter(({ at }) => !existsSync(at));
  const queue = [...wanted];
  const work = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const part = `${job.at}.${process.pid}`;
      await run(compiler.name, [...job.all, ...include, "-c", job.file, "-o", part]);
      renameSync(part, job.at);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const part = `${target}.${process.pid}`;
  const link = ["-shared", "-pthread", ...LINK, ...EXTRA, ...jobs.map(({ at }) => at), "-o", part];
  await run(compiler.name, link);
  renameSync(part, target);
  const kept = new Set(jobs.map(({ at }) => at));
  for (const name of readdirSync(objects)) {
    if (!kept.has(join(objects, name)) && name.endsWith(".o")) rmSync(join(objects, name));
  }
  return { target, compiled: wanted.length };
}

/** Puts the binary where the loader looks; a process that has the old one open keeps it. */
async function install(target) {
  const part = `${addon}.${process.pid}`;
  copyFileSync(target, part);
  renameSync(part, addon);
  for (const name of readdirSync(build)) {
    const path = join(build, name);
    if (/^gpt-native-.*\.node$/.test(name) && path !== target) rmSync(path);
  }
}

function say(line) {
  process.stdout.write(`backend-native: ${line}\n`);
}

const compiler = await findCompiler();
if (compiler === null) {
  say(
    "no C++ compiler found, so the backend falls back to wasm; for the fast one install g++ or clang++ and run this again",
  );
} else {
  const started = Date.now();
  try {
    const { target, compiled } = await compile(compiler);
    if (compiled > 0 || !existsSync(addon)) await install(target);
    const what =
      compiled === 0
        ? "up to date"
        : `${compiled} files compiled in ${((Date.now() - started) / 1000).toFixed(1)} s`;
    say(`${what} (${compiler.version}; ${Object.keys(LEVELS).join(", ")})`);
  } catch (error) {
    const reason = String(error.stderr || error.message).trim();
    say(
      `not compiled, so the backend falls back to wasm; ${compiler.name} said: ${reason.slice(0, process.env.VERBOSE ? 1e6 : 400)}`,
    );
  }
}
