import { type CrossEntropyAttrs, OPS } from "@gpt/ops";
import { engine, type TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import type { Block } from "../block.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import { whichHalves } from "../stored.ts";
import { scaleInPlace } from "./arithmetic.ts";
import { checkTargets, reduceLosses, rowScale, wanted } from "./cross-entropy.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly weight: TensorInfo;
  readonly targets: TensorInfo;
  readonly bias?: TensorInfo;
}

/** Memory of dx, dweight and, where there is a bias, dbias. */
function gradientBlocks(backend: CompiledBackend, inputs: Inputs): Block[] {
  const { halves } = backend;
  return gradientShapes(inputs).map((shape, i) =>
    backend.block(shape, "float32", i === 0 && halves),
  );
}

/** Whether a gradient is stored as bf16: dx is, where kernels want that when it is made. */
function isHalf(gradient: Block | undefined, shape: readonly number[]): boolean {
  return gradient !== undefined && gradient.bytes < 4 * sizeOf(shape);
}

function gradientShapes({ x, weight, bias }: Inputs): number[][] {
  return [x.shape, weight.shape, ...(bias ? [bias.shape] : [])];
}

/** Runs the kernel, which makes the losses and, where blocks and scale are given, gradients. */
function run(
  backend: CompiledBackend,
  inputs: Inputs,
  attrs: CrossEntropyAttrs,
  results: {
    readonly losses?: Float32Array;
    readonly lse?: TensorInfo;
    readonly gradients?: readonly Block[];
    readonly scale?: Float32Array;
  },
): number {
  const { x, weight, targets, bias } = inputs;
  const [vocab, width] = weight.shape as [number, number];
  const [dx, dweight, dbias] = results.gradients ?? [];
  const from = backend.stored(x);
  const halves = [from, ...Array(5).fill(null), { half: isHalf(dx, x.shape) }];
  return backend.call(
    "linearCrossEntropy",
    from.address,
    backend.address(weight),
    bias ? backend.address(bias) : 0,
    backend.address(targets),
    results.losses ?? 0,
    results.lse ? backend.address(results.lse) : 0,
    dx?.address ?? 0,
    dweight?.address ?? 0,
    dbias?.address ?? 0,
    results.scale ?? 0,
    ...[sizeOf(targets.shape), width, vocab],
    ...wanted(attrs),
    whichHalves(halves),
  );
}

/**
 * While gradients are being recorded, they are made along with the loss (for dy = 1) and kept beside
 * lse: else the logits, the largest product of a small model, would be computed twice.
 */
function loss(backend: CompiledBackend, inputs: Inputs, attrs: CrossEntropyAttrs): TensorInfo[] {
  const rows = sizeOf(inputs.targets.shape);
  const losses = new Float32Array(rows);
  const lse = backend.output([rows]);
  const recorded = engine().state.gradientDepth > 0;
  const gradients = recorded ? gradientBlocks(backend, inputs) : [];
  backend.attach(lse, gradients);
  const targets = backend.numbers(inputs.targets);
  const made = recorded && { gradients, scale: rowScale(targets, Float32Array.of(1), attrs) };
  const stray = run(backend, inputs, attrs, { losses, lse, ...made });
  checkTargets(targets, inputs.weight.shape[0] as number, stray);
  return [reduceLosses(backend, losses, targets, attrs), lse];
}

const linearCrossEntropyGrad = kernelOf(
  OPS.linearCrossEntropyGrad,
  (backend, inputs: Inputs & { lse: TensorInfo; dy: TensorInfo }, attrs) => {
    const dy = backend.numbers(inputs.dy) as Float32Array;
    const kept = backend.detach(inputs.lse) ?? [];
    const gradients = kept.length > 0 ? kept : gradientBlocks(backend, inputs);
    if (kept.length === 0) {
      const scale = rowScale(backend.numbers(inputs.targets), dy, attrs);
      run(backend, inputs, attrs, { gradients, scale });
    }
    const shapes = gradientShapes(inputs);
    const tensors = gradients.map((block, i) => {
      const shape = shapes[i] as number[];
      return backend.adopt(block, shape, { half: isHalf(block, shape) });
    });
    if (kept.length === 0 || dy[0] === 1) return tensors;
    for (const tensor of tensors) {
      backend.address(tensor); // as float32
      scaleInPlace(backend, backend.place(tensor).block, dy);
    }
    return tensors;
  },
);

/** The output layer and its loss in one. */
export const LINEAR_CROSS_ENTROPY_KERNELS: readonly Kernel[] = [
  kernelOf(OPS.linearCrossEntropy, loss),
  kernelOf(OPS.biasedLinearCrossEntropy, loss),
  linearCrossEntropyGrad,
];
