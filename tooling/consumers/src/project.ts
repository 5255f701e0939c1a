import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

/** A project of a stranger: an empty folder with the packed tarballs installed by npm. */
export interface ConsumerProject {
  readonly folder: string;
  write(name: string, text: string): void;
  run(command: string, ...args: string[]): string;
}

/** Builds and packs every public package and installs the tarballs in a fresh folder. */
export function createProject(): ConsumerProject {
  const folder = mkdtempSync(join(tmpdir(), "gpt-consumer-"));
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  execFileSync("pnpm", ["build"], { cwd: root, stdio: "pipe" });
  for (const name of publicPackages()) {
    const cwd = join(root, "packages", name);
    execFileSync("pnpm", ["pack", "--silent", "--pack-destination", tarballs], { cwd });
  }
  const project = projectIn(folder);
  project.write(
    "package.json",
    JSON.stringify({ name: "stranger", private: true, type: "module" }),
  );
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  const others = ["core", "backend-cpu"].map((name) => `@tensorflow/tfjs-${name}@4.22.0`);
  project.run("npm", "install", "--no-audit", "--no-fund", ...files, ...others);
  return project;
}

function projectIn(folder: string): ConsumerProject {
  return {
    folder,
    write: (name, text) => writeFileSync(join(folder, name), text),
    run: (command, ...args) =>
      execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: "pipe" }),
  };
}

function publicPackages(): string[] {
  return readdirSync(join(root, "packages")).filter((name) => {
    const text = readFileSync(join(root, "packages", name, "package.json"), "utf8");
    return JSON.parse(text).private !== true;
  });
}

/** A tool of this repository, to be run inside the stranger's folder. */
export function tool(name: string): string {
  return join(import.meta.dirname, "..", "node_modules", ".bin", name);
}
