import { adamInputs, OPS } from "@gpt/ops";
import { engine, type TensorInfo, type Variable } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

type Variables = [Variable, Variable, Variable];
type Named = { readonly [name: string]: TensorInfo };

/** Numbers that a kernel gets of each tensor. */
const FIELDS = 6;

/**
 * One pass over all parameters, in place, and the gradients' norm on the way. What shares its data with other tensors (a clone taken as
 * a snapshot) gets data of its own first.
 */
const adamUpdate = kernelOf(OPS.adamUpdate, (backend, inputs: Named, attrs) => {
  const { beta1, beta2, epsilon, stepSize, denomScale, decay } = attrs;
  const list = new Float64Array(FIELDS * decay.length);
  decay.forEach((share, i) => {
    const names = adamInputs(i);
    const [param, m, v] = [inputs[names.param], inputs[names.m], inputs[names.v]] as Variables;
    for (const variable of [param, m, v]) own(backend, variable);
    const tensors = [param, inputs[names.grad] as TensorInfo, m, v];
    const places = tensors.map((tensor) => backend.address(tensor));
    list.set([...places, sizeOf(param.shape), share], FIELDS * i);
  });
  const gradScale = inputs.gradScale ? backend.address(inputs.gradScale) : 0;
  const numbers = [beta1, beta2, epsilon, stepSize, denomScale];
  const norm = backend.call("adamUpdate", list, decay.length, gradScale, ...numbers);
  return inputs.gradScale ? [] : [scalarOf(backend, norm)];
});

/** Gives a variable data of its own where it shares them. */
function own(backend: CompiledBackend, variable: Variable): void {
  if (!backend.isShared(variable)) return;
  const copy = backend.attempt(() => backend.output(variable.shape)); // stays, whatever comes after
  const bytes = 4 * sizeOf(variable.shape);
  backend.library.move(backend.address(copy), backend.address(variable), bytes);
  const tensor = engine().makeTensorFromTensorInfo(copy);
  variable.assign(tensor as Variable);
  tensor.dispose();
}

const globalNorm = kernelOf(OPS.globalNorm, (backend, inputs: Named, { count }) => {
  const list = new Float64Array(FIELDS * count);
  for (let i = 0; i < count; i++) {
    const tensor = inputs[`tensor.${i}`] as TensorInfo;
    list.set([backend.address(tensor), 0, 0, 0, sizeOf(tensor.shape), 0], FIELDS * i);
  }
  return [scalarOf(backend, backend.call("globalNorm", list, count))];
});

function scalarOf(backend: CompiledBackend, value: number): TensorInfo {
  const output = backend.output([]);
  backend.library.move(backend.address(output), Float32Array.of(value), 4);
  return output;
}

/** Adam and the global norm. */
export const OPTIMIZER_KERNELS: readonly Kernel[] = [adamUpdate, globalNorm];
