import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const own = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "gpt-pack-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Manifest {
  readonly version: string;
  readonly optionalDependencies?: { readonly [name: string]: string };
}

/** package.json as it is published. */
function packed(): Manifest {
  const tarball = join(folder, "packed.tgz");
  execFileSync("npx", ["-y", "pnpm@12.21.0", "pack", "--out", tarball], {
    cwd: own,
    stdio: "pipe",
  });
  return JSON.parse(
    execFileSync("tar", ["xOf", tarball, "package/package.json"], { encoding: "utf8" }),
  );
}

/** Packing gives the same everywhere; on Windows npx is a script, and tar takes a drive for another machine. */
const packs = process.platform !== "win32";

it.runIf(packs)("what is published wants the release's binaries, of its own version", () => {
  const workflow = readFileSync(join(own, "../../.github/workflows/release.yml"), "utf8");
  const compiled = Array.from(workflow.matchAll(/\{ platform: ([\w-]+),/g), ([, name]) => name);
  expect(compiled).toHaveLength(6);
  const { version, optionalDependencies } = packed();
  const names = compiled.map((platform) => [`@gpt/backend-native-${platform}`, version]);
  expect(optionalDependencies).toEqual(Object.fromEntries(names));
});

it("the workspace wants none of them: it compiles its own", () => {
  const manifest: Manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  expect(manifest.optionalDependencies).toBeUndefined();
});
