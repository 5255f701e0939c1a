import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "gpt-native-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Libraries that Node refuses, in C++. */
const LIBRARIES = {
  "compiled for an older Node": `
    struct Module { int version; unsigned flags; void* handle; const char* file; void* run[2]; const char* name; void* rest[2]; };
    extern "C" void node_module_register(void*);
    static Module old = {1, 0, nullptr, "old.cc", {}, "old", {}};
    __attribute__((constructor)) static void begin() { node_module_register(&old); }`,
  "of an older version, without some kernels": `
    extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) { return exports; }`,
};

describe.runIf(process.platform === "linux" && missing() === false)("a library is refused", () => {
  it.each(Object.entries(LIBRARIES))("that is %s", (name, code) => {
    const source = join(folder, "library.cc");
    const library = join(folder, `${name.replace(/\W/g, "-")}.node`);
    writeFileSync(source, code);
    execFileSync(process.env.CXX ?? "g++", ["-shared", "-fPIC", source, "-o", library]);
    const load = () => loadAddon(library);
    expect(load).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
    expect(load).toThrow(/NODE_MODULE_VERSION 1\.|no function activation, .*, take, .*, setBf16$/m);
  });
});
