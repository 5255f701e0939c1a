import { type AnyPlugin, definePlugin } from "@gpt/registry";
import type { KernelBackend } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { Probe } from "./plugin.ts";
import type { Runtime } from "./runtime.ts";
import { startBackend } from "./start.ts";
import {
  type Adapter,
  type Device,
  describeAdapter,
  isSoftware,
  webgpuEntry,
} from "./webgpu-adapter.ts";
import { failLoudly } from "./webgpu-failure.ts";

/** WebGPU: the browser's, Deno's, or in Node Dawn's. */
export const webgpuPlugin: AnyPlugin = definePlugin({
  kind: "backend",
  name: "webgpu",
  description: "WebGPU: browsers, Deno, and Node with the package webgpu",
  options: v.strictObject({
    /** Which of two GPUs. */
    power: v.optional(v.picklist(["high-performance", "low-power"]), "high-performance"),
  }),
  create: ({ power }, { runtime }) => ({
    name: "webgpu",
    probe: () => probe(runtime, power),
    init: () => init(runtime, power),
  }),
});

const HELP =
  "npm install webgpu @tensorflow/tfjs-backend-webgpu; a GPU and its driver must be there";

async function probe(runtime: Runtime, powerPreference: string): Promise<Probe> {
  const entry = await webgpuEntry(runtime);
  if (typeof entry === "string") return { usable: false, reason: entry, help: HELP };
  const adapter = await entry.gpu.requestAdapter({ powerPreference });
  if (adapter === null) {
    return { usable: false, reason: "WebGPU finds no adapter", help: "update the GPU's driver" };
  }
  const detail = describeAdapter(adapter.info);
  return { usable: true, detail, software: isSoftware(adapter.info) };
}

async function init(runtime: Runtime, powerPreference: string): Promise<void> {
  const entry = await webgpuEntry(runtime);
  const adapter =
    typeof entry === "string" ? null : await entry.gpu.requestAdapter({ powerPreference });
  if (typeof entry === "string" || adapter === null) throw new Error("the adapter is gone");
  entry.install();
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  await startBackend("webgpu", async () => {
    const device = await requestDevice(adapter);
    const backend = new WebGPUBackend(device as never, adapter.info as never);
    return failLoudly(backend as KernelBackend, device);
  });
}

/** Limits that a model's matrices and wide kernels need; the adapter's own are asked for. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupsPerDimension",
];

const FEATURES = ["timestamp-query", "shader-f16", "subgroups"];

/** A device with all the adapter can give. */
function requestDevice(adapter: Adapter): Promise<Device> {
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = FEATURES.filter((name) => adapter.features.has(name));
  return adapter.requestDevice({ requiredLimits, requiredFeatures });
}
