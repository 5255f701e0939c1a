import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const folder = mkdtempSync(join(tmpdir(), "gpt-clone-"));
const clone = join(folder, "gpt");
const bin = join(folder, "bin");
afterAll(() => rmSync(folder, { recursive: true }));

/** The first file of that name on the PATH. */
function find(name: string): string | undefined {
  const places = (process.env.PATH ?? "").split(delimiter).map((place) => join(place, name));
  return places.find((place) => existsSync(place) && !place.includes("node_modules"));
}

const COMPILER = ["g++", "clang++", "c++"].find((name) => find(name) !== undefined);

/** What a clone has, with what is not committed yet. */
function copyFiles(): void {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = execFileSync("git", list, { cwd: root, maxBuffer: 1e8 }).toString().split("\0");
  for (const name of names.filter((name) => name !== "" && existsSync(join(root, name)))) {
    cpSync(join(root, name), join(clone, name));
  }
}

/** The README's command, where the PATH is what is given. */
function train(path: string, out: string): string {
  const { CXX: _, NODE_PATH: __, INIT_CWD: ___, ...env } = process.env;
  delete env.pnpm_config_verify_deps_before_run; // the pnpm that runs this test does not want it; a shell does
  const words = ["-y", "pnpm@12.21.0", "--filter", "cli", "train", "--steps=3", `--out=${out}`];
  const options = { cwd: clone, env: { ...env, PATH: path, NO_COLOR: "1" } };
  const { status, stdout, stderr } = spawnSync(join(bin, "npx"), words, options);
  expect(status, `${stdout}${stderr}`).toBe(0);
  return String(stderr);
}

describe.skipIf(process.platform === "win32")("a fresh clone", () => {
  it("trains without a compiler, says how to get the faster kernels, and takes them once there is one", {
    timeout: 900_000,
  }, () => {
    copyFiles();
    mkdirSync(bin);
    for (const name of ["node", "npm", "npx", "sh", "bash", "env", "git", "uname", "ls", "sed"]) {
      const path = find(name);
      if (path !== undefined) symlinkSync(realpathSync(path), join(bin, name));
    }
    const slow = train(bin, "runs/slow");
    expect(slow).toMatch(/backend wasm \(.*; not native: .*no native CPU kernels.*g\+\+/);
    expect(slow).toMatch(/step 3 .*validation loss/);

    if (COMPILER === undefined) return;
    const fast = train(`${bin}${delimiter}${process.env.PATH}`, "runs/fast");
    expect(fast).toMatch(/backend native \(.*own build\)/);
    expect(fast).toMatch(/step 3 .*validation loss/);
  });
});
