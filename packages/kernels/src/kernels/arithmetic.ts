import { OPS } from "@gpt/ops";
import {
  Abs,
  Add,
  AddN,
  backend_util,
  Exp,
  Maximum,
  Minimum,
  Multiply,
  Neg,
  RealDiv,
  Reciprocal,
  Relu,
  Rsqrt,
  Sigmoid,
  Sqrt,
  Square,
  Sub,
  Tanh,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import type { Block } from "../block.ts";
import { areFloat, sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf, type One } from "../kernel.ts";
import type { KernelName } from "../library.ts";
import { ACTIVATIONS } from "./activation.ts";
import { stretched, walkOf } from "./walk.ts";

/** Numbers of the operations in native/elementwise.cc. */
const BINARY = { [Add]: 0, [Sub]: 1, [Multiply]: 2, [RealDiv]: 3, [Maximum]: 4, [Minimum]: 5 };
const UNARY = {
  ...{ [Neg]: 0, [Exp]: 1, [Sqrt]: 2, [Rsqrt]: 3, [Square]: 4, [Reciprocal]: 5 },
  ...{ [Tanh]: 6, [Sigmoid]: 7, [Abs]: 8 },
};

function combine(
  backend: CompiledBackend,
  operation: number,
  a: TensorInfo,
  b: TensorInfo,
): TensorInfo | null {
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const strides = [stretched(a.shape, shape.length), stretched(b.shape, shape.length)] as const;
  const walk = walkOf({ extents: shape, strides });
  if (walk === null) return null;
  const output = backend.output(shape);
  if (sizeOf(shape) === 0) return output;
  const places = [a, b, output].map((tensor) => backend.address(tensor));
  backend.submit("binary", ...places, operation, walk);
  return output;
}

function binary([name, operation]: [string, number]): Kernel {
  return {
    name,
    run: (backend, { a, b }: { a: TensorInfo; b: TensorInfo }) =>
      areFloat(a, b) ? combine(backend, operation, a, b) : null,
  };
}

/** Of one operand: a compiled kernel, and which of its operations. */
function unary(name: string, kernel: KernelName, ...operation: readonly number[]): Kernel {
  return {
    name,
    run: (backend, { x }: One) => {
      if (!areFloat(x)) return null;
      const y = backend.output(x.shape);
      const places = [backend.address(x), backend.address(y)];
      backend.submit(kernel, ...places, sizeOf(x.shape), ...operation);
      return y;
    },
  };
}

const addN: Kernel = {
  name: AddN,
  run: (backend, inputs: readonly TensorInfo[]) => {
    const [first] = inputs;
    if (first === undefined || inputs.length < 2 || !areFloat(...inputs)) return null;
    const output = backend.output(first.shape);
    const list = Float64Array.from(inputs, (input) => backend.address(input));
    backend.submit("addAll", list, inputs.length, backend.address(output), sizeOf(first.shape));
    return output;
  },
};

/** Adds in place, unless the total's data are also another tensor's. */
const accumulate = kernelOf(
  OPS.accumulate,
  (backend, { total, x }: { total: TensorInfo; x: TensorInfo }) => {
    const { shape } = total;
    const from = [total, x].map((tensor) => backend.address(tensor));
    const output = backend.isShared(total) ? backend.output(shape) : backend.share(total, shape);
    if (output.dataId === total.dataId) backend.changes(total);
    const walk = Float64Array.of(1, sizeOf(shape), 1, 1);
    backend.submit("binary", ...from, backend.address(output), BINARY[Add] as number, walk);
    return [output];
  },
);

/** Multiplies the floats of a block by a number. */
export function scaleInPlace(backend: CompiledBackend, block: Block, factor: Float32Array): void {
  const walk = Float64Array.of(1, block.bytes / 4, 1, 0);
  backend.submit("binary", block.address, factor, block.address, BINARY[Multiply] as number, walk);
}

/** Element-wise arithmetic on float32, with broadcasting. */
export const ARITHMETIC_KERNELS: readonly Kernel[] = [
  ...Object.entries(BINARY).map(binary),
  ...Object.entries(UNARY).map(([name, operation]) => unary(name, "unary", operation)),
  unary(Relu, "activation", ACTIVATIONS.relu, 0),
  addN,
  accumulate,
];
