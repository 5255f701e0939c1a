import { type Activation, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

/** Numbers of the activations in native/activation.h. */
export const ACTIVATIONS: { readonly [name in Activation]: number } = {
  none: 0,
  relu: 1,
  gelu: 2,
  gelu_tanh: 3,
  gelu_sigmoid: 4,
};

const activation = kernelOf(OPS.activation, (backend, { x }: { x: TensorInfo }, attrs) => {
  const y = backend.output(x.shape);
  const kind = ACTIVATIONS[attrs.activation];
  backend.submit("activation", backend.address(x), backend.address(y), sizeOf(x.shape), kind, 0);
  return [y];
});

const activationGrad = kernelOf(
  OPS.activationGrad,
  (backend, { x, dy }: { x: TensorInfo; dy: TensorInfo }, attrs) => {
    const dx = backend.output(x.shape);
    const [from, d, to] = [x, dy, dx].map((tensor) => backend.address(tensor)) as Three;
    const kind = ACTIVATIONS[attrs.activation];
    backend.submit("activationGrad", from, d, to, sizeOf(x.shape), kind, 0);
    return [dx];
  },
);

type Three = [number, number, number];

/** Activations as operations of their own. */
export const ACTIVATION_KERNELS: readonly Kernel[] = [activation, activationGrad];
