import { describe, expect, it } from "vitest";
import { currentRuntime } from "./runtime.ts";

describe("currentRuntime", () => {
  const process = { versions: { node: "20.0.0" } };

  it.each([
    ["node", { process }],
    ["deno", { process, Deno: {} }],
    ["browser", {}],
    ["browser", { process: {} }],
    ["browser", { process: { versions: {} } }],
  ])("is %s with the globals %j", (runtime, globals) => {
    expect(currentRuntime(globals)).toBe(runtime);
  });

  it("is that of the process by default", () => {
    expect(["node", "deno"]).toContain(currentRuntime());
  });
});
