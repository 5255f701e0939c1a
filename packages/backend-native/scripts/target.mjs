// What is compiled for a target (a system and a processor, such as linux-x64), and with which flags.

import { existsSync, readFileSync } from "node:fs";

/** The machine this runs on. */
export const HOST = `${process.platform}-${process.arch}`;

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
const AMX = [...AVX512BF16, "-mamx-tile", "-mamx-bf16"];
const NEON = ["-DNEON"];
const NEONBF16 = [...NEON, "-DNEON_BF16", "-march=armv8.2-a+bf16"];

/** Flags of every instruction set that kernels are compiled for, fastest first. */
export function levelsOf(target) {
  const [system, processor] = target.split("-");
  if (processor === "arm64") return { neonbf16: NEONBF16, neon: NEON, portable: [] };
  if (processor !== "x64") return { portable: [] };
  return {
    ...(system === "linux" ? { amx: AMX } : {}), // the others do not grant it
    ...(system === "darwin" ? {} : { avx512bf16: AVX512BF16 }), // no Mac has it, and clang 16 crashes over it
    avx512: AVX512,
    avx2: ["-mavx2", "-mfma"],
    portable: [],
  };
}

/** Flags of /proc/cpuinfo that say that a processor has a level; Linux may still refuse a process the first. */
const SIGNS = {
  amx: ["amx_bf16", "amx_tile", "avx512_bf16"],
  avx512bf16: ["avx512_bf16", "avx512bw", "avx512dq", "avx512vl"],
  avx512: ["avx512bw", "avx512dq", "avx512vl"],
  avx2: ["avx2", "fma"],
  neonbf16: ["asimd", "bf16"],
  neon: ["asimd"],
};

/**
 * Of the levels those that this machine will run: the fastest it has, and `portable`. All where it does not say what it
 * has.
 */
export function fastestLevelsOf(levels, cpuinfo = "/proc/cpuinfo") {
  if (!existsSync(cpuinfo)) return levels;
  const listed = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync(cpuinfo, "utf8"));
  const flags = new Set(listed?.[1].split(" "));
  const has = (level) => SIGNS[level]?.every((sign) => flags.has(sign)) ?? false;
  const found = Object.keys(levels).filter(has);
  if (found.length === 0) return levels;
  const wanted = found[0] === "amx" ? found.slice(0, 2) : found.slice(0, 1);
  return Object.fromEntries([...wanted, "portable"].map((level) => [level, levels[level]]));
}

/** Debian's mingw without this ending has no threads of C++. */
const MINGW = "x86_64-w64-mingw32-g++";
const CROSS = {
  "linux-arm64": ["aarch64-linux-gnu-g++"],
  "win32-x64": [`${MINGW}-posix`, MINGW],
};

/** Compilers to look for: for another machine those that say so in their names. */
export function compilersOf(target) {
  const names = target === HOST ? ["g++", "clang++", "c++"] : (CROSS[target] ?? []);
  return [process.env.CXX, ...names].filter(Boolean);
}

/** Whether a compiler, by the system that it names as its target, makes code for a target. */
export function makes(machine, target) {
  const [system, processor] = target.split("-");
  const systems = { win32: /mingw|windows/, darwin: /darwin|macos/ };
  const processors = { x64: /^(x86_64|amd64)/, arm64: /^(aarch64|arm64)/ };
  const fits = (pattern) => pattern === undefined || pattern.test(machine);
  return fits(systems[system]) && fits(processors[processor]);
}

/** The oldest that Node 20 runs on; without it the binary would want the macOS that it was compiled on. */
const OLDEST_MACOS = "-mmacosx-version-min=11.0";

const isApple = (machine) => /darwin|macos/.test(machine);

/**
 * What a system asks for in every file. On Windows nothing aligns the stack to more than 16 bytes: g++ counts on 32 and 64
 * there all the same (its bug 54412), but for Debian's, which is patched.
 */
function systemFlags(machine) {
  if (isApple(machine)) return ["-fPIC", OLDEST_MACOS];
  if (/mingw/.test(machine)) return ["-Wa,-muse-unaligned-vector-move"];
  return /windows/.test(machine) ? [] : ["-fPIC"];
}

/** Flags of every file. */
export function flagsOf(machine) {
  return [
    "-std=c++17",
    "-O3",
    ...systemFlags(machine),
    "-fvisibility=hidden",
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-math-errno",
    "-ffp-contract=off",
    "-Wall",
    "-Wextra",
    "-Wno-psabi",
    "-Wno-maybe-uninitialized", // g++ 12 says it of the intrinsics' own headers
    "-Wno-unknown-warning-option", // clang does not know some of these
  ];
}

/**
 * Flags that make a library of object files. On Linux C++'s own library goes in, without what nobody calls: a binary
 * runs on systems as old as its C library allows.
 */
export function linkFlagsOf(machine) {
  if (isApple(machine)) return ["-shared", "-undefined", "dynamic_lookup", OLDEST_MACOS];
  if (/mingw/.test(machine)) return ["-shared", "-static", "-s"];
  if (/windows/.test(machine)) return ["-shared"];
  const unused = ["-Wl,--gc-sections", "-Wl,--exclude-libs,ALL"];
  return ["-shared", "-pthread", "-static-libstdc++", ...unused];
}

/** Flags that make a program of object files, one that runs where nothing else is installed. */
export function programFlagsOf(machine) {
  return ["-pthread", ...(/mingw/.test(machine) ? ["-static"] : [])];
}
