import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnyPlugin, GptError, isGptError, Registry } from "./index.ts";
import { importJiti } from "./load-plugin.ts";
import { loadPlugin } from "./node.ts";

/** A folder of a stranger, without node_modules of ours. */
let from = "";
beforeAll(() => {
  from = mkdtempSync(join(tmpdir(), "gpt-plugin-"));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(from, name)), { recursive: true });
    writeFileSync(join(from, name), text);
  }
});
afterAll(() => rmSync(from, { recursive: true }));

const part = (name: string) => `{
  kind: "shape", name: "${name}", description: "d.", options: v.strictObject({}),
  create: () => "${name} made",
}`;
const FILES = {
  "one.ts": `import { definePlugin, GptError, type AnyPlugin } from "@gpt/registry";
    import * as v from "valibot";
    import { suffix } from "./helper.ts";
    const one: AnyPlugin = definePlugin(${part("one")} as never);
    export const plugins: readonly AnyPlugin[] = [one];
    export const GptErrorOfPlugin: unknown = GptError;
    interface Unused { readonly x: number }
    plugins.forEach((plugin) => Object.assign(plugin, { description: suffix as string }));`,
  "helper.ts": `export const suffix: string = "from a helper";`,
  "two.mjs": `import * as v from "valibot"; export default ${part("two")};`,
  "list.js": `import * as v from "valibot"; export default [${part("a")}, ${part("b")}];`,
  "shares.ts": `import { engine } from "host-numerics"; import * as v from "valibot";
    export default { ...${part("shares")}, create: () => engine };`,
  "nothing.ts": "export const plugin = 1;",
  "wrong.ts": `import * as v from "valibot"; export const plugins = [${part("ok")}, { kind: "shape" }];`,
  "throws.ts": `throw new TypeError("no device"); export {};`,
  "syntax.ts": "export const = ;",
  "import.ts": `import "./gone.ts"; export const plugins = [];`,
  "node_modules/shape-pack/package.json": `{ "name": "shape-pack", "type": "module", "exports": "./main.js" }`,
  "node_modules/shape-pack/main.js": `import * as v from "valibot"; export const plugins = [${part("pack")}];`,
};

/** What a plug-in that needs neither options nor context makes. */
const made = (plugin?: AnyPlugin) => plugin?.create(undefined as never, undefined as never);

async function refusal(action: Promise<unknown>): Promise<GptError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (isGptError(error)) return error;
  throw new Error(`was not refused, but: ${error}`);
}

describe("loadPlugin", () => {
  it("loads TypeScript that imports TypeScript, types and all", async () => {
    const [one] = await loadPlugin("./one.ts", { from });
    expect([one?.name, one?.description]).toEqual(["one", "from a helper"]);
  });

  it("loads what a registry takes and creates", async () => {
    const registry = new Registry().register(...(await loadPlugin("one.ts", { from })));
    expect(made(registry.get("shape", "one"))).toBe("one made");
  });

  it("loads JavaScript: one plug-in or an array of them as the default export", async () => {
    expect((await loadPlugin("./two.mjs", { from })).map(({ name }) => name)).toEqual(["two"]);
    expect((await loadPlugin("./list.js", { from })).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("loads an absolute path and an installed package", async () => {
    expect((await loadPlugin(join(from, "two.mjs")))[0]?.name).toBe("two");
    expect((await loadPlugin("shape-pack", { from }))[0]?.name).toBe("pack");
  });

  it("gives the same plug-ins twice, so that registering twice is no clash", async () => {
    const registry = new Registry();
    for (const _ of [1, 2]) registry.register(...(await loadPlugin("./one.ts", { from })));
    expect(registry.list("shape").length).toBe(1);
  });

  it("shares the host's modules", async () => {
    const engine = { state: 1 };
    const [shares] = await loadPlugin("./shares.ts", {
      from,
      modules: { "host-numerics": { engine } },
    });
    expect(made(shares)).toBe(engine);
  });
});

describe("loadPlugin refuses", () => {
  it("a path where nothing is", async () => {
    const error = await refusal(loadPlugin("./gone.ts", { from }));
    expect(error.code).toBe("PLUGIN_NOT_FOUND");
    expect(error.expected).toContain(join(from, "gone.ts"));
  });

  it("a package that is not installed", async () => {
    const error = await refusal(loadPlugin("no-such-pack", { from }));
    expect(error.code).toBe("PLUGIN_NOT_FOUND");
    expect(error.help).toContain("npm install no-such-pack");
  });

  it("a module that throws, does not parse, or imports what is not there", async () => {
    const thrown = await refusal(loadPlugin("./throws.ts", { from }));
    expect([thrown.code, thrown.got]).toEqual(["PLUGIN_FAILED", "TypeError: no device"]);
    expect(thrown.cause).toBeInstanceOf(Error);
    expect((await refusal(loadPlugin("./syntax.ts", { from }))).code).toBe("PLUGIN_FAILED");
    const missing = await refusal(loadPlugin("./import.ts", { from }));
    expect(missing.code).toBe("PLUGIN_FAILED");
    expect(missing.got).toContain("gone.ts");
  });

  it("a module that exports no plug-ins, saying what it does export", async () => {
    const error = await refusal(loadPlugin("./nothing.ts", { from }));
    expect([error.code, error.got]).toEqual(["PLUGIN_EMPTY", "exports plugin"]);
  });

  it("an entry that is no plug-in, saying which", async () => {
    const error = await refusal(loadPlugin("./wrong.ts", { from }));
    expect([error.code, error.got]).toEqual(["PLUGIN_INVALID", "keys kind"]);
    expect(error.message).toContain("Entry 1");
  });

  it("to run without jiti, and says how to get it", async () => {
    const error = await refusal(importJiti(() => Promise.reject(new Error("not found"))));
    expect(error).toBeInstanceOf(GptError);
    expect([error.code, error.help]).toEqual(["JITI_MISSING", "npm install jiti"]);
  });
});
