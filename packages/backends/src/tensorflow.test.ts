import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { backendPlugins, selectBackend } from "./index.ts";
import { installedAt } from "./installed.ts";
import { restoreUtil } from "./util-shim.ts";

const registry = new Registry().register(...backendPlugins);
const names = ["tensorflow", "tensorflow-gpu"] as const;
const packages = {
  tensorflow: "@tensorflow/tfjs-node",
  "tensorflow-gpu": "@tensorflow/tfjs-node-gpu",
};

describe.each(names)("%s", (name) => {
  const installed = installedAt(packages[name]) !== undefined;

  it.skipIf(installed)("says how to install what is missing", async () => {
    await expect(selectBackend(name)).rejects.toMatchObject({
      code: "BACKEND_UNUSABLE",
      got: `${packages[name]} is not installed`,
      help: expect.stringContaining(`npm install ${packages[name]}`),
    });
  });

  it("is nothing for browsers", async () => {
    const probe = await registry.create("backend", name, { runtime: "browser" }).probe();
    expect(probe).toEqual({ usable: false, reason: `${packages[name]} needs Node or Deno` });
  });
});

describe("installedAt", () => {
  it("finds a package, and says nothing of one that is not there", () => {
    expect(installedAt("@tensorflow/tfjs-core")).toContain("tfjs-core");
    expect(installedAt("@tensorflow/no-such-package")).toBeUndefined();
  });
});

describe("restoreUtil", () => {
  it("puts back what Node 23 removed", () => {
    const util: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: unknown } = {};
    restoreUtil(util);
    expect([null, undefined, 0].map((value) => util.isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
    ]);
    expect(util.isArray).toBe(Array.isArray);
  });

  it("leaves alone what is there", () => {
    const util = { isArray: "own" };
    restoreUtil(util);
    expect(util.isArray).toBe("own");
  });
});
