import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { missing } from "./available.ts";

const root = join(import.meta.dirname, "..");
const script = (name: string) => import(pathToFileURL(join(root, "scripts", name)).href);

type Levels = { readonly [level: string]: readonly string[] };
/** Scripts have no types. */
interface Target {
  levelsOf(target: string): Levels;
  fastestLevelsOf(levels: Levels, cpuinfo?: string): Levels;
}

const { levelsOf, fastestLevelsOf }: Target = await script("target.mjs");
const { findCompilers, KERNELS } = await script("compile.mjs");
const folder = mkdtempSync(join(tmpdir(), "gpt-levels-"));
afterAll(() => rmSync(folder, { recursive: true }));

const AVX512 = "avx2 fma avx512f avx512dq avx512bw avx512vl";

it.each([
  ["avx2 fma sse4_2", ["avx2", "portable"]],
  [AVX512, ["avx512", "portable"]],
  [`${AVX512} avx512_bf16`, ["avx512bf16", "portable"]],
  [`${AVX512} avx512_bf16 amx_bf16 amx_tile`, ["amx", "avx512bf16", "portable"]],
  ["sse2", Object.keys(levelsOf("linux-x64"))],
])("for a processor with %s compiles %j", (flags, levels) => {
  const cpuinfo = join(folder, "cpuinfo");
  writeFileSync(cpuinfo, `vendor_id : x\nflags\t\t: fpu ${flags} rdpid\nbugs : none\n`);
  expect(Object.keys(fastestLevelsOf(levelsOf("linux-x64"), cpuinfo))).toEqual(levels);
});

it.each([
  ["fp asimd atomics asimddp i8mm bf16", ["neonbf16", "portable"]],
  ["fp asimd crc32 cpuid", ["neon", "portable"]],
])("for a processor of 64-bit ARM with %s compiles %j", (features, levels) => {
  const cpuinfo = join(folder, "cpuinfo-arm64");
  writeFileSync(cpuinfo, `processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: ${features}\n`);
  expect(Object.keys(fastestLevelsOf(levelsOf("linux-arm64"), cpuinfo))).toEqual(levels);
});

it("compiles all where the system does not say what the processor has", () => {
  const levels = levelsOf("darwin-arm64");
  expect(fastestLevelsOf(levels, join(folder, "missing"))).toEqual(levels);
});

it.skipIf(missing() || process.platform !== "linux" || process.arch !== "x64")(
  "every choice of levels compiles without a warning",
  async () => {
    const [{ name }] = await findCompilers();
    for (const levels of ["AMX", "AMX AVX512BF16", "AVX512BF16", "AVX512", "AVX2"]) {
      const defines = levels.split(" ").map((level) => `-DHAS_${level}`);
      const file = join(root, "native", "levels.cc");
      const flags = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", KERNELS];
      execFileSync(name, [...flags, ...defines, file], { stdio: "pipe" });
    }
  },
);
