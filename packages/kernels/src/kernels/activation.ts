import { type Activation, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf, type One } from "../kernel.ts";

/** Numbers of the activations in native/activation.h. */
export const ACTIVATIONS: { readonly [name in Activation]: number } = {
  none: 0,
  relu: 1,
  gelu: 2,
  gelu_tanh: 3,
  gelu_sigmoid: 4,
};

const activation = kernelOf(OPS.activation, (backend, { x }: One, attrs) => {
  const y = backend.output(x.shape);
  const kind = ACTIVATIONS[attrs.activation];
  backend.submit("activation", backend.address(x), backend.address(y), sizeOf(x.shape), kind, 0);
  return [y];
});

const activationGrad = kernelOf(
  OPS.activationGrad,
  (backend, { x, dy }: { x: TensorInfo; dy: TensorInfo }, attrs) => {
    const dx = backend.output(x.shape);
    const places = [x, dy, dx].map((tensor) => backend.address(tensor));
    const kind = ACTIVATIONS[attrs.activation];
    backend.submit("activationGrad", ...places, sizeOf(x.shape), kind, 0);
    return [dx];
  },
);

/** Activations as operations of their own. */
export const ACTIVATION_KERNELS: readonly Kernel[] = [activation, activationGrad];
