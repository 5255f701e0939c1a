import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
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

/** A fresh project with these things installed: tarballs, or `name@version` from npm. */
export function createProject(...dependencies: readonly string[]): Project {
  const folder = mkdtempSync(join(scratch, "project-"));
  const project: Project = {
    folder,
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    run: (command, ...args) => run(folder, command, ...args),
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
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout}\n${stderr}`);
  }
}
