import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "gpt-native-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("says how to get the kernels where they are not compiled", () => {
  const load = () => loadAddon(join(folder, "nothing.node"));
  expect(load).toThrow(expect.objectContaining({ code: "NATIVE_MISSING" }));
  expect(load).toThrow(/install g\+\+ or clang\+\+/);
});

it("refuses a file that is no library, or one for another system", () => {
  const path = join(folder, "broken.node");
  writeFileSync(path, "not a library");
  expect(() => loadAddon(path)).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
});

it("ends the build well without a compiler, and says so in one line", () => {
  const script = join(import.meta.dirname, "..", "scripts", "build.mjs");
  const said = execFileSync(process.execPath, [script], { env: { PATH: folder } }).toString();
  expect(said).toMatch(/^backend-native: no C\+\+ compiler found, .*wasm.*\n$/);
});

it.skipIf(missing())("has the levels of the processor, the portable one last", () => {
  expect(loadAddon().levels().at(-1)).toBe("portable");
});
