import { conformance } from "@gpt/conformance";
import { Registry } from "@gpt/registry";
import { describe } from "vitest";
import { backendPlugins, selectBackend } from "./index.ts";

const registry = new Registry().register(...backendPlugins);
const found = await registry.create("backend", "webgpu", { runtime: "node" }).probe();
if (!found.usable) console.warn(`skipped: WebGPU in Node, ${found.reason}`);

describe.skipIf(!found.usable)("webgpu in Node (Dawn)", () => {
  conformance("webgpu", async () => void (await selectBackend("webgpu")), { tolerance: 1e-4 });
});
