import { adamInputs, OPS } from "@gpt/ops";
import { engine, type TensorInfo, type Variable } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

type Named = { readonly [name: string]: TensorInfo };

/** Numbers that a kernel gets of each tensor. */
const FIELDS = 6;

/**
 * One pass over all parameters, in place, and the gradients' norm on the way. What shares its data with other tensors
 * (a clone taken as a snapshot) gets data of its own first.
 */
const adamUpdate = kernelOf(OPS.adamUpdate, (backend, inputs: Named, attrs) => {
  const { beta1, beta2, epsilon, stepSize, denomScale, decay } = attrs;
  const list = new Float64Array(FIELDS * decay.length);
  let at = 0;
  for (let i = 0; i < decay.length; i++) {
    const names = adamInputs(i);
    const param = inputs[names.param] as Variable;
    list[at++] = backend.address(own(backend, param));
    list[at++] = backend.address(inputs[names.grad] as TensorInfo);
    list[at++] = backend.address(own(backend, inputs[names.m] as Variable));
    list[at++] = backend.address(own(backend, inputs[names.v] as Variable));
    list[at++] = sizeOf(param.shape);
    list[at++] = decay[i] as number;
  }
  const gradScale = inputs.gradScale ? backend.address(inputs.gradScale) : 0;
  const numbers = [beta1, beta2, epsilon, stepSize, denomScale];
  const norm = backend.call("adamUpdate", list, decay.length, gradScale, ...numbers);
  return inputs.gradScale ? [] : [scalarOf(backend, norm)];
});

/** A variable that is about to change; where it shares its data it gets some of its own. */
function own(backend: CompiledBackend, variable: Variable): Variable {
  backend.changes(variable);
  if (!backend.isShared(variable)) return variable;
  const copy = backend.attempt(() => backend.output(variable.shape)); // stays, whatever comes after
  const bytes = 4 * sizeOf(variable.shape);
  backend.library.move(backend.address(copy), backend.address(variable), bytes);
  const tensor = engine().makeTensorFromTensorInfo(copy);
  variable.assign(tensor as Variable);
  tensor.dispose();
  return variable;
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
