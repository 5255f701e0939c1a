import {
  BatchMatMul,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.ts";
import { HOUSE_KERNELS } from "./kernels/house.ts";
import { batchMatMul, type Factors, type MatMulAttrs, takesMatMul } from "./kernels/matmul.ts";

/** Backends that have their kernels. Instances, not names: one can be removed and started again. */
const installed = new WeakSet<KernelBackend>();

/** Whether {@link installKernels} has run for a backend. */
export function isInstalled(backend: KernelBackend): boolean {
  return installed.has(backend);
}

/** Registers the kernels of @gpt/ops' operations for a heap's backend, and a better matrix product. */
export function installKernels(backend: KernelBackend, heap: Heap): void {
  for (const { name, run } of HOUSE_KERNELS) {
    const kernel = run as (heap: Heap, inputs: object, attrs: object) => ReturnType<KernelFunc>;
    replace(heap.name, name, ({ inputs, attrs }) => kernel(heap, inputs, attrs ?? {}));
  }
  const stock = getKernel(BatchMatMul, heap.name).kernelFunc;
  replace(heap.name, BatchMatMul, (params) => {
    const { inputs, attrs } = params as unknown as { inputs: Factors; attrs: MatMulAttrs };
    return takesMatMul(inputs) ? batchMatMul(heap, inputs, attrs) : stock(params);
  });
  installed.add(backend);
}

function replace(backendName: string, kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, backendName) !== undefined) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc });
}
