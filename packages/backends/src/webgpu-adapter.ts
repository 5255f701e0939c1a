import { installedAt } from "./installed.ts";
import type { Runtime } from "./runtime.ts";

/** The parts of the WebGPU interface that are used here (https://www.w3.org/TR/webgpu/). */
interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>;
}

/** A device that is there. */
export interface Adapter {
  readonly info: AdapterInfo;
  readonly features: { has(name: string): boolean };
  readonly limits: { readonly [name: string]: number };
  requestDevice(descriptor: object): Promise<Device>;
}

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    type: "uncapturederror",
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
}

/** An entry to WebGPU; `install` makes it that of the process, where it is not yet. */
export interface Entry {
  readonly gpu: Gpu;
  install(): void;
}

const DAWN = "webgpu";

let dawn: Entry | undefined;

/** The runtime's own WebGPU, or in Node that of the package `webgpu` (Dawn); or why there is none. */
export async function webgpuEntry(runtime: Runtime): Promise<Entry | string> {
  const own = (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;
  if (own) return { gpu: own, install: () => undefined };
  if (runtime === "browser")
    return "this browser has no WebGPU, or the page is not served securely";
  if (runtime === "deno") return "this Deno has no WebGPU";
  if (installedAt(DAWN) === undefined)
    return "Node has no WebGPU and the package webgpu is not installed";
  dawn ??= await loadDawn(); // one for the process: its devices die with it
  return dawn;
}

async function loadDawn(): Promise<Entry> {
  type Dawn = Pick<typeof import("webgpu"), "create" | "globals">;
  const loaded: unknown = await import(/* @vite-ignore */ /* webpackIgnore: true */ DAWN);
  const { create, globals } = loaded as Dawn;
  const gpu = create([]) as unknown as Gpu;
  const install = (): void => {
    Object.assign(globalThis, globals);
    const { navigator = {} } = globalThis as { navigator?: object };
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  };
  return { gpu, install };
}

/** Renderers that emulate a GPU on the CPU and do not always say so. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** Whether an adapter is an emulation on the CPU. */
export function isSoftware({
  vendor,
  architecture,
  device,
  description,
  ...info
}: AdapterInfo): boolean {
  const name = [vendor, architecture, device, description].join(" ");
  return info.isFallbackAdapter === true || SOFTWARE.test(name);
}

/** What an adapter says of itself, in a few words. */
export function describeAdapter({
  vendor,
  architecture,
  device,
  description,
}: AdapterInfo): string {
  const words = [description || device, vendor, architecture].filter((word) => word);
  return [...new Set(words)].join(", ") || "unnamed adapter";
}
