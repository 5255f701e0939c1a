import { type DataType, type KernelBackend, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.ts";
import { plain } from "./numerics/plain.ts";

/** What of tfjs' MathBackendCPU is used; its package does not export the class. */
interface CpuBackend extends KernelBackend {
  readonly data: { get(dataId: object): { values?: unknown } };
  makeTensorInfo(shape: readonly number[], dtype: DataType, values: unknown): TensorInfo;
}

/** The heap of tfjs' plain JavaScript backend: every tensor is a typed array already. */
export function cpuHeap(kernelBackend: KernelBackend): Heap {
  const backend = kernelBackend as CpuBackend;
  const values = (tensor: TensorInfo) => backend.data.get(tensor.dataId).values;
  let space = new Float32Array(0);
  return {
    name: "cpu",
    numerics: plain,
    output: (shape, dtype = "float32") => {
      const array = util.getTypedArrayFromDType(dtype as "float32", util.sizeFromShape([...shape]));
      return backend.makeTensorInfo(shape, dtype, array);
    },
    floats: (tensor) => values(tensor) as Float32Array,
    integers: (tensor) => values(tensor) as Int32Array,
    scratch: (...counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (space.length < total) space = new Float32Array(total);
      let end = 0;
      return counts.map((count) => {
        end += count;
        return space.subarray(end - count, end);
      });
    },
    share: (tensor, shape) => {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
    },
    isShared: (tensor) => backend.refCount(tensor.dataId) > 1,
  };
}
