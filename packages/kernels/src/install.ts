import {
  engine,
  getKernelsForBackend,
  type KernelFunc,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { CompiledBackend } from "./backend.ts";
import { onCpu } from "./fallback.ts";
import type { Kernel } from "./kernel.ts";
import { KERNELS } from "./kernels/all.ts";
import type { KernelLibrary } from "./library.ts";

/**
 * Makes a backend over a compiled library tfjs-core's current one, with its kernels registered. A backend of another
 * package that has the name and was not started gives way, with its kernels.
 *
 * @param name the name under which tfjs knows it; the first library of a name stays
 * @param library what holds the tensors and computes; loaded, with its threads and limits set
 */
export async function startCompiled(name: string, library: KernelLibrary): Promise<void> {
  if (!(name in engine().registry)) {
    if (name in engine().registryFactory) removeOther(name);
    installKernels(name);
    const backend = new CompiledBackend(library);
    registerBackend(name, () => backend);
  }
  await setBackend(name);
}

/** Its kernels too: they want its own memory, and tfjs would set them up with ours. */
function removeOther(name: string): void {
  removeBackend(name);
  for (const { kernelName } of getKernelsForBackend(name)) unregisterKernel(kernelName, name);
}

/**
 * Registers the kernels, and for every stock kernel that there is none for the plain JavaScript
 * one, so that none is missing.
 */
function installKernels(backendName: string): void {
  const register = (kernelName: string, kernelFunc: KernelFunc): void => {
    registerKernel({ kernelName, backendName, kernelFunc });
  };
  const stock = new Map(
    getKernelsForBackend("cpu").map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  );
  for (const kernel of KERNELS) {
    register(kernel.name, kernelFunction(kernel, stock.get(kernel.name)));
    stock.delete(kernel.name);
  }
  for (const [name, kernelFunc] of stock) {
    if (name.startsWith("Gpt")) continue; // references of @gpt/ops, registered for one backend
    register(name, (params) => onCpu(params.backend as CompiledBackend, kernelFunc)(params));
  }
}

/** A kernel as tfjs calls it; the stock kernel takes what it leaves. */
function kernelFunction(kernel: Kernel, stock: KernelFunc | undefined): KernelFunc {
  const run = kernel.run as (
    backend: CompiledBackend,
    inputs: object,
    attrs: object,
  ) => TensorInfo | TensorInfo[] | null;
  return (params) => {
    const backend = params.backend as CompiledBackend;
    const answer = backend.attempt(() => run(backend, params.inputs, params.attrs ?? {}));
    if (answer !== null) return answer;
    if (stock === undefined) throw new TypeError(`${kernel.name} has no kernel for these tensors`);
    return onCpu(backend, stock)(params);
  };
}
