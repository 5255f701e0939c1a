import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { findAddon } from "./find.ts";

const ARM = "@gpt/backend-native-linux-arm64";
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gpt-find-"));
  vi.stubEnv("GPT_NATIVE_LIBRARY", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });
  put("package.json", '{ "version": "1.2.3" }');
});

function put(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

function putPackage(version: string): void {
  const manifest = { name: ARM, version, main: "gpt-native.node" };
  put(`node_modules/${ARM}/package.json`, JSON.stringify(manifest));
  put(`node_modules/${ARM}/gpt-native.node`, "");
}

const find = () => findAddon({ root, platform: "linux-arm64" });

it("takes the library of the platform's package", () => {
  putPackage("1.2.3");
  const path = join(root, "node_modules", ARM, "gpt-native.node");
  expect(find()).toEqual({ path, origin: ARM });
});

it("takes one that was compiled here before it", () => {
  putPackage("1.2.3");
  put("build/gpt-native.node", "");
  expect(find()).toEqual({ path: join(root, "build", "gpt-native.node"), origin: "own build" });
});

it("takes the one that is named before any", () => {
  put("build/gpt-native.node", "");
  const named = { path: join(root, "other.node"), origin: "GPT_NATIVE_LIBRARY" };
  expect(findAddon({ root, named: named.path })).toEqual(named);
  vi.stubEnv("GPT_NATIVE_LIBRARY", named.path);
  expect(find()).toEqual(named);
});

it("says which package is missing, and how to do without", () => {
  expect(find).toThrow(expect.objectContaining({ code: "NATIVE_MISSING" }));
  expect(find).toThrow(ARM);
  expect(find).toThrow(/g\+\+ or clang\+\+.*build\.mjs.*wasm/);
});

it("refuses the package of another version", () => {
  putPackage("1.2.4");
  expect(find).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
  expect(find).toThrow(/1\.2\.3.*1\.2\.4/s);
});
