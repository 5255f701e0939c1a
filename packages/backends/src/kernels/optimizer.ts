import { adamInputs, OPS } from "@gpt/ops";
import { engine, type TensorInfo, type Variable } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

type Named = { readonly [name: string]: TensorInfo };

/**
 * One pass over all parameters, in place; the gradients' norm before it. What shares its data with other tensors (a clone taken as
 * a snapshot) gets data of its own first.
 */
export const adamUpdate: HeapKernel = kernelOf(
  OPS.adamUpdate,
  (heap, inputs: Named, { decay, ...numbers }) => {
    for (let i = 0; i < decay.length; i++) {
      const { param, m, v } = adamInputs(i);
      for (const name of [param, m, v]) own(heap, inputs[name] as Variable);
    }
    const grads = decay.map((_, i) => inputs[adamInputs(i).grad] as TensorInfo);
    const norm = inputs.gradScale ? [] : [normOf(heap, grads)];
    const gradScale = inputs.gradScale ? (heap.floats(inputs.gradScale)[0] as number) : 1;
    decay.forEach((share, i) => {
      const at = adamInputs(i);
      const [param, grad, m, v] = [at.param, at.grad, at.m, at.v].map((name) =>
        heap.floats(inputs[name] as TensorInfo),
      ) as [Float32Array, Float32Array, Float32Array, Float32Array];
      heap.numerics.adam(param, grad, m, v, { ...numbers, gradScale, decay: share });
    });
    return norm;
  },
);

/** Gives a variable data of its own where it shares them. */
function own(heap: Heap, variable: Variable): void {
  if (!heap.isShared(variable)) return;
  const copy = heap.output(variable.shape);
  heap.floats(copy).set(heap.floats(variable));
  const tensor = engine().makeTensorFromTensorInfo(copy);
  variable.assign(tensor as Variable);
  tensor.dispose();
}

/** Elements summed in single precision before the sum goes on in double. */
const CHUNK = 4096;

function normOf(heap: Heap, tensors: readonly TensorInfo[]): TensorInfo {
  const output = heap.output([]);
  let squares = 0;
  for (const tensor of tensors) {
    const [x, size] = [heap.floats(tensor), sizeOf(tensor)];
    for (let at = 0; at < size; at += CHUNK) {
      squares += heap.numerics.dot(x, at, x, at, Math.min(CHUNK, size - at));
    }
  }
  heap.floats(output)[0] = Math.sqrt(squares);
  return output;
}

export const globalNorm: HeapKernel = kernelOf(OPS.globalNorm, (heap, inputs: Named, { count }) => {
  const tensors = Array.from({ length: count }, (_, i) => inputs[`tensor.${i}`] as TensorInfo);
  return [normOf(heap, tensors)];
});
