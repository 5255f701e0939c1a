import {
  getKernelsForBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { BACKEND_NAME, type NativeBackend } from "./backend.ts";
import { onCpu } from "./fallback.ts";
import type { Kernel } from "./kernel.ts";
import { KERNELS } from "./kernels/all.ts";

let installed = false;

/**
 * Registers the backend's kernels, and for every stock kernel that it lacks the plain JavaScript
 * one, so that none is missing. Once for a process: tfjs has one kernel registry.
 */
export function installKernels(): void {
  if (installed) return;
  installed = true;
  const stock = new Map(
    getKernelsForBackend("cpu").map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  );
  for (const kernel of KERNELS) {
    register(kernel.name, kernelFunction(kernel, stock.get(kernel.name)));
    stock.delete(kernel.name);
  }
  for (const [name, kernelFunc] of stock) {
    if (name.startsWith("Gpt")) continue; // references of @gpt/ops, registered for one backend
    register(name, (params) => onCpu(params.backend as NativeBackend, kernelFunc)(params));
  }
}

function register(kernelName: string, kernelFunc: KernelFunc): void {
  registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc });
}

/** A kernel as tfjs calls it; the stock kernel takes what it leaves. */
function kernelFunction(kernel: Kernel, stock: KernelFunc | undefined): KernelFunc {
  const run = kernel.run as (
    backend: NativeBackend,
    inputs: object,
    attrs: object,
  ) => TensorInfo | TensorInfo[] | null;
  return (params) => {
    const backend = params.backend as NativeBackend;
    const answer = run(backend, params.inputs, params.attrs ?? {});
    if (answer !== null) return answer;
    return onCpu(backend, stock as KernelFunc)(params);
  };
}
