import { type CrossEntropyAttrs, OPS } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import type { Numbers } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

interface Logits {
  readonly logits: TensorInfo;
  readonly targets: TensorInfo;
}

const crossEntropy = kernelOf(OPS.crossEntropy, (backend, { logits, targets }: Logits, attrs) => {
  const [rows, vocab] = logits.shape as [number, number];
  const losses = new Float32Array(rows);
  const lse = backend.output([rows]);
  const ids = backend.numbers(targets);
  const places = [backend.address(logits), backend.address(targets), losses, backend.address(lse)];
  const stray = backend.call("crossEntropy", ...places, 0, 0, rows, vocab, ...wanted(attrs));
  checkTargets(ids, vocab, stray);
  return [reduceLosses(backend, losses, ids, attrs), lse];
});

const crossEntropyGrad = kernelOf(
  OPS.crossEntropyGrad,
  (backend, { logits, targets, dy }: Logits & { dy: TensorInfo }, attrs) => {
    const [rows, vocab] = logits.shape as [number, number];
    const output = backend.output(logits.shape);
    const ids = backend.numbers(targets);
    const scale = rowScale(ids, backend.numbers(dy) as Float32Array, attrs);
    const places = [backend.address(logits), backend.address(targets), 0, 0];
    const to = [backend.address(output), scale];
    const stray = backend.call("crossEntropy", ...places, ...to, rows, vocab, ...wanted(attrs));
    checkTargets(ids, vocab, stray);
    return [output];
  },
);

/** The last numbers of both cross-entropy kernels. */
export function wanted({ ignoreIndex, confidence, low, offset }: CrossEntropyAttrs): number[] {
  return [ignoreIndex, confidence, low, offset];
}

/** What each row's loss counts for in the reduced loss, times dy (a scalar, or one a row). */
export function rowScale(
  targets: Numbers,
  dy: Float32Array,
  { reduction, ignoreIndex }: CrossEntropyAttrs,
): Float32Array {
  const share = reduction === "mean" ? 1 / countValid(targets, ignoreIndex) : 1;
  const scale = new Float32Array(targets.length);
  for (let row = 0; row < scale.length; row++) {
    scale[row] = share * (dy[dy.length === 1 ? 0 : row] as number);
  }
  return scale;
}

/** The losses, or their sum or mean; of no losses 0. */
export function reduceLosses(
  backend: CompiledBackend,
  losses: Float32Array,
  targets: Numbers,
  { reduction, ignoreIndex }: CrossEntropyAttrs,
): TensorInfo {
  let values = losses;
  if (reduction !== "none") {
    const total = losses.reduce((sum, loss) => sum + loss, 0);
    const mean = reduction === "mean";
    values = Float32Array.of(mean ? total / countValid(targets, ignoreIndex) : total);
  }
  const output = backend.output(reduction === "none" ? [losses.length] : []);
  backend.library.move(backend.address(output), values, values.byteLength);
  return output;
}

function countValid(targets: Numbers, ignoreIndex: number): number {
  let count = 0;
  for (let row = 0; row < targets.length; row++) if (targets[row] !== ignoreIndex) count++;
  return Math.max(count, 1);
}

/** @throws GptError `ID_OUT_OF_RANGE` where the kernel found a stray target */
export function checkTargets(targets: Numbers, vocab: number, stray: number): void {
  if (stray === 0) return;
  throw new GptError("ID_OUT_OF_RANGE", {
    message: "A target is not in the vocabulary.",
    expected: `0 to ${vocab - 1}, or the index that is ignored`,
    got: String(targets[stray - 1]),
    help: "check that the data were encoded with the tokenizer that the model was made for",
  });
}

/** Cross-entropy of logits. */
export const CROSS_ENTROPY_KERNELS: readonly Kernel[] = [crossEntropy, crossEntropyGrad];
