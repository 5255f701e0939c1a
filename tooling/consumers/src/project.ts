import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(import.meta.dirname, "..", "..", "..");

/** Everything is made in here, outside the workspace. */
const scratch = mkdtempSync(join(tmpdir(), "gpt-consumers-"));

/** Deletes every project and tarball. */
export function cleanUp(): void {
  rmSync(scratch, { recursive: true, force: true });
}

/** A project of a stranger: a folder outside the workspace where npm has installed things. */
export interface Project {
  readonly folder: string;
  write(name: string, text: string): void;
  /** Runs a command in the folder and returns what it printed. @throws Error with its output */
  run(command: string, ...args: string[]): string;
}

/** Builds every public package and packs it. Returns the tarballs by package name. */
export function packPackages(): Map<string, string> {
  const out = mkdtempSync(join(scratch, "tarballs-"));
  const build = ["turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only"];
  run(root, "pnpm", "exec", ...build);
  return new Map(
    publicPackages().map(({ name, folder }) => {
      const before = new Set(readdirSync(out));
      run(folder, "pnpm", "pack", "--pack-destination", out);
      const file = readdirSync(out).find((entry) => !before.has(entry)) as string;
      return [name, join(out, file)];
    }),
  );
}

/** Packs the package with this machine's compiled kernels, which is no part of the workspace. Returns the tarball. */
export function packPlatform(): string {
  const out = mkdtempSync(join(scratch, "tarballs-"));
  const scripts = join(root, "packages", "backend-native", "scripts");
  run(root, "node", join(scripts, "build.mjs"));
  const folder = run(root, "node", join(scripts, "platform-package.mjs")).trim();
  run(folder, "npm", "pack", "--pack-destination", out);
  return join(out, readdirSync(out)[0] as string);
}

/** A fresh project with these things installed: tarballs, or `name@version` from npm. */
export function createProject(...dependencies: readonly string[]): Project {
  return install(process.env, dependencies);
}

/** The same on a machine that has Node and npm, and neither a compiler nor anything else. */
export function createBareProject(...dependencies: readonly string[]): Project {
  const tools = mkdtempSync(join(scratch, "tools-"));
  for (const name of ["node", "npm", "sh"]) {
    const path = run(root, "sh", "-c", `command -v ${name}`).trim();
    symlinkSync(path, join(tools, name));
  }
  return install({ ...process.env, PATH: tools, CXX: undefined }, dependencies);
}

function install(env: NodeJS.ProcessEnv, dependencies: readonly string[]): Project {
  const folder = mkdtempSync(join(scratch, "project-"));
  const project: Project = {
    folder,
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    run: (command, ...args) => runIn(env, folder, command, ...args),
  };
  const manifest = { name: "stranger", private: true, type: "module" };
  project.write("package.json", JSON.stringify(manifest));
  project.run("npm", "install", "--no-audit", "--no-fund", ...dependencies);
  return project;
}

/** The packages that are published: their names, folders and manifests. */
export function publicPackages(): { name: string; folder: string; exports: object }[] {
  return readdirSync(join(root, "packages"))
    .map((entry) => join(root, "packages", entry))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: readFileSync(join(folder, "package.json"), "utf8") }))
    .map(({ folder, manifest }) => ({ folder, ...JSON.parse(manifest) }))
    .filter((manifest) => manifest.private !== true)
    .map(({ name, folder, publishConfig }) => ({ name, folder, exports: publishConfig.exports }));
}

/** This repository's TypeScript compiler. */
export const TSC: string = join(import.meta.dirname, "..", "node_modules", ".bin", "tsc");

/** Deno, as npm packages it; to be run by Node. */
export const DENO: string = fileURLToPath(import.meta.resolve("deno/bin.cjs"));

function run(cwd: string, command: string, ...args: string[]): string {
  return runIn(process.env, cwd, command, ...args);
}

function runIn(env: NodeJS.ProcessEnv, cwd: string, command: string, ...args: string[]): string {
  const { NODE_PATH: _, ...own } = env; // pnpm's, with which strangers' projects would find the workspace's packages
  try {
    return execFileSync(command, args, { cwd, env: own, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout}\n${stderr}`);
  }
}
