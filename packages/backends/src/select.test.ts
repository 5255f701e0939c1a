import { definePlugin } from "@gpt/registry";
import { add, getBackend, tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type BackendPlugin, type Probe, selectBackend } from "./index.ts";

/** A third party's backend, as data. */
function fake(name: string, probe: Probe, init: () => Promise<void> = async () => undefined) {
  return definePlugin({
    kind: "backend",
    name,
    description: name,
    options: v.strictObject({ device: v.optional(v.number(), 0) }),
    create: (): BackendPlugin => ({ name, probe: async () => probe, init }),
  });
}

const usable = (detail: string): Probe => ({ usable: true, detail });
const missing: Probe = { usable: false, reason: "no driver", help: "install the driver" };

describe("selectBackend", () => {
  it("takes the fastest usable backend, whatever the order of registration", async () => {
    const plugins = [fake("cpu", usable("js")), fake("native", usable("lib 1"))];
    const choice = await selectBackend("auto", { plugins });
    expect(choice).toMatchObject({ name: "native", reason: "lib 1", passedOver: [] });
  });

  it("says why the faster ones were passed over, as data and in one line", async () => {
    const lines: string[] = [];
    const plugins = [fake("cpu", usable("js")), fake("cuda", missing)];
    const choice = await selectBackend("auto", { plugins, log: (line) => lines.push(line) });
    expect(choice.passedOver).toEqual([
      { name: "cuda", reason: "no driver", help: "install the driver" },
    ]);
    expect(lines).toEqual(["backend cpu (js); passed over cuda: no driver"]);
    expect(choice.summary).toBe(lines[0]);
  });

  it("passes over one that does not start, with what it threw", async () => {
    const broken = fake("native", usable("lib"), async () => {
      throw new Error("bad ABI\nlong story");
    });
    const choice = await selectBackend("auto", { plugins: [broken, fake("cpu", usable("js"))] });
    expect(choice.passedOver).toEqual([{ name: "native", reason: "did not start: bad ABI" }]);
  });

  it("passes over a software adapter, which it takes when named", async () => {
    const software = fake("webgpu", { usable: true, detail: "SwiftShader", software: true });
    const plugins = [software, fake("cpu", usable("js"))];
    const choice = await selectBackend("auto", { plugins });
    expect(choice.name).toBe("cpu");
    expect(choice.passedOver[0]?.reason).toContain("software adapter is there (SwiftShader)");
    expect((await selectBackend("webgpu", { plugins })).name).toBe("webgpu");
  });

  it("lets the stock TensorFlow backends stand in for cuda and native", async () => {
    const plugins = [fake("tensorflow-gpu", usable("11.2")), fake("tensorflow", usable("2.9"))];
    expect((await selectBackend("auto", { plugins })).name).toBe("tensorflow-gpu");
    expect((await selectBackend("native", { plugins })).name).toBe("tensorflow");
    const own = [...plugins, fake("cuda", usable("own"))];
    expect((await selectBackend("auto", { plugins: own })).name).toBe("cuda");
  });

  it("refuses a named backend that is unusable, with reason and hint", async () => {
    const refused = selectBackend("cuda", { plugins: [fake("cuda", missing)] });
    await expect(refused).rejects.toMatchObject({
      code: "BACKEND_UNUSABLE",
      got: "no driver",
      help: "install the driver",
    });
  });

  it("reports a named backend that does not start, with the cause", async () => {
    const plugins = [fake("native", usable("lib"), () => Promise.reject("not an Error"))];
    await expect(selectBackend("native", { plugins })).rejects.toMatchObject({
      code: "BACKEND_FAILED",
      got: "not an Error",
      cause: "not an Error",
    });
  });

  it("names the nearest backend for a typing error", async () => {
    await expect(selectBackend("wsam")).rejects.toMatchObject({
      code: "UNKNOWN_PLUGIN",
      help: 'did you mean "wasm"?',
    });
  });

  it("says what is wrong with each where none is usable", async () => {
    const refused = selectBackend("auto", { plugins: [fake("cuda", missing)] });
    await expect(refused).rejects.toMatchObject({ code: "NO_BACKEND", got: "cuda: no driver" });
  });

  it("validates options, given in the config or by backend name", async () => {
    const plugins = [fake("cuda", usable("x"))];
    await expect(selectBackend({ type: "cuda", devise: 1 }, { plugins })).rejects.toMatchObject({
      code: "INVALID_OPTIONS",
    });
    const options = { cuda: { device: "first" } };
    await expect(selectBackend("auto", { plugins, options })).rejects.toMatchObject({
      code: "INVALID_OPTIONS",
    });
  });

  it("does not mind options that one behind the first usable would refuse", async () => {
    const plugins = [fake("native", usable("lib")), fake("wasm", usable("module"))];
    const options = { wasm: { devise: 1 } };
    expect((await selectBackend("auto", { plugins, options })).name).toBe("native");
  });

  it.each(["cpu", "wasm"])("starts %s for real", async (name) => {
    expect((await selectBackend(name)).name).toBe(name);
    expect(getBackend()).toBe(name);
    expect(Array.from(await add(tensor([1, 2]), 1).data())).toEqual([2, 3]);
  });
});
