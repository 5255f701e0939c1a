import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

const own = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "gpt-build-"));
const root = join(folder, "backend-native");
const bin = join(folder, "bin");
const library = join(root, "build", "gpt-native.node");
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const each of [root, bin]) rmSync(each, { recursive: true, force: true });
  mkdirSync(bin);
  for (const name of ["scripts", "native", "package.json"]) {
    cpSync(join(own, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(own, "node_modules"), join(root, "node_modules"));
});

const MACHINE = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-${process.platform}`;

/** A compiler that makes files without reading any: what is tested is when it is called. */
function addCompiler(name: string, works = true): void {
  const path = join(bin, name);
  const make = `while [ "$1" != -o ]; do shift; done; echo made > "$2"`;
  const fail = "echo 'it is broken' >&2; exit 1";
  const says = `case "$1" in --version) echo "${name} 1"; exit;; -dumpmachine) echo ${MACHINE}; exit;; esac`;
  writeFileSync(path, `#!/bin/sh\n${says}\n${works ? make : fail}\n`);
  chmodSync(path, 0o755);
}

function build(...words: string[]): string {
  const script = join(root, "scripts", "build.mjs");
  return execFileSync(process.execPath, [script, ...words], { env: { PATH: bin } }).toString();
}

describe.skipIf(process.platform === "win32")("the build", () => {
  it("ends well without a compiler, and says in one line what is used instead", () => {
    expect(build()).toMatch(/^backend-native: no C\+\+ compiler .* found, .*wasm.*g\+\+.*\n$/);
    expect(existsSync(library)).toBe(false);
  });

  it("compiles once it has a compiler, and again only what changed", () => {
    build();
    addCompiler("g++");
    expect(build()).toMatch(/^backend-native: \d+ files compiled .*\(g\+\+ 1; .*portable\)\n$/);
    expect(build()).toMatch(/up to date/);
    writeFileSync(join(root, "native", "more.cc"), "int more;\n");
    expect(build()).toMatch(/: 1 files compiled/);
  });

  it("does not put fewer levels in the place of all, but all in the place of fewer", () => {
    addCompiler("g++");
    build("--fastest");
    const all = build().match(/; (.*)\)/)?.[1];
    expect(all?.split(", ").length).toBeGreaterThan(2);
    expect(build("--fastest")).toContain(`up to date (g++ 1; ${all})`);
  });

  it("takes the next compiler where the first one fails", () => {
    addCompiler("g++", false);
    addCompiler("clang++");
    expect(build("--fastest")).toMatch(/files compiled .*\(clang\+\+ 1;/);
  });

  it("keeps a library that was made of these sources, and none of others", () => {
    addCompiler("g++");
    build("--fastest");
    addCompiler("g++", false);
    writeFileSync(join(root, "native", "more.cc"), "int more;\n");
    expect(build("--fastest")).toMatch(/not compiled \(g\+\+ said: it is broken\), so .* wasm/);
    expect(existsSync(library)).toBe(false);

    addCompiler("g++");
    build("--fastest");
    rmSync(join(bin, "g++"));
    expect(build("--fastest")).toMatch(/compiled before is up to date/);
    expect(existsSync(library)).toBe(true);
  });
});
