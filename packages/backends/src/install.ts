import {
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.ts";
import { HOUSE_KERNELS } from "./kernels/house.ts";
import { kernelFunction, type StockKernel } from "./kernels/stock.ts";

/** Backends that have their kernels. Instances, not names: one can be removed and started again. */
const installed = new WeakSet<KernelBackend>();

/** Whether {@link installKernels} has run for a backend. */
export function isInstalled(backend: KernelBackend): boolean {
  return installed.has(backend);
}

/** Registers the kernels of @gpt/ops' operations for a heap's backend, and better stock kernels. */
export function installKernels(
  backend: KernelBackend,
  heap: Heap,
  stock: readonly StockKernel[],
): void {
  for (const { name, run } of HOUSE_KERNELS) {
    const kernel = run as (heap: Heap, inputs: object, attrs: object) => ReturnType<KernelFunc>;
    replace(heap.name, name, ({ inputs, attrs }) => kernel(heap, inputs, attrs ?? {}));
  }
  for (const kernel of stock) {
    const inner = getKernel(kernel.name, heap.name).kernelFunc;
    replace(heap.name, kernel.name, kernelFunction(heap, kernel, inner));
  }
  installed.add(backend);
}

function replace(backendName: string, kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, backendName) !== undefined) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc });
}
