import "@tensorflow/tfjs-backend-cpu";
import {
  type DataType,
  engine,
  type KernelBackend,
  type KernelFunc,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "./backend.ts";
import { type Numbers, sizeOf, typedArray } from "./dtype.ts";

/** What of tfjs' MathBackendCPU is used; its package does not export the class. */
interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: readonly number[], dtype: DataType, values: unknown): TensorInfo;
}

/** tfjs' plain JavaScript backend, which comes up beside the current one. */
function cpuBackend(): CpuBackend {
  const backend = engine().findBackend("cpu") as CpuBackend;
  // tfjs greets Node users with an advertisement at the first write
  return Object.assign(backend, { firstUse: false });
}

/** Runs a kernel of the plain JavaScript backend on copies of tensors. */
export function onCpu(backend: CompiledBackend, kernel: KernelFunc): KernelFunc {
  return ({ inputs, attrs }) => {
    const cpu = cpuBackend();
    const copies = new Map<TensorInfo, TensorInfo>();
    const toCpu = (tensor: TensorInfo): TensorInfo => {
      const values = backend.readSync(tensor.dataId);
      const copy = cpu.makeTensorInfo(tensor.shape, tensor.dtype, values);
      copies.set(tensor, copy);
      return copy;
    };
    const entries = Object.entries(inputs) as [string, TensorInfo | null | undefined][];
    const own = Object.fromEntries(
      entries.flatMap(([name, tensor]) => (tensor ? [[name, toCpu(tensor)] as const] : [])),
    );
    const answer = kernel({
      inputs: Array.isArray(inputs) ? (Object.values(own) as never) : own,
      backend: cpu,
      ...(attrs ? { attrs } : {}),
    });
    const outputs = [answer].flat();
    const results = outputs.map((output) => fromCpu(backend, cpu, output));
    for (const { dataId } of [...outputs, ...copies.values()]) cpu.disposeData(dataId);
    return Array.isArray(answer) ? results : (results[0] as TensorInfo);
  };
}

function fromCpu(backend: CompiledBackend, cpu: CpuBackend, output: TensorInfo): TensorInfo {
  const { shape, dtype } = output;
  if (dtype !== "string") typedArray(dtype, 0); // refuses what the library's memory cannot hold
  const values = cpu.readSync(output.dataId) as Numbers;
  const size = sizeOf(shape);
  const own = values.length > size ? values.subarray(0, size) : values;
  return { dataId: backend.write(own, shape, dtype), shape, dtype };
}
