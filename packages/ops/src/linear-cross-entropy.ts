import {
  add,
  concat,
  matMul,
  reshape,
  type Scalar,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { areFloat, checkShape } from "./check.ts";
import { type Chunk, chunks } from "./chunks.ts";
import { type CrossEntropyOptions, crossEntropyAttrs } from "./cross-entropy.ts";
import {
  type CrossEntropyAttrs,
  reduceLosses,
  rowGradients,
  rowLosses,
  rowScale,
} from "./cross-entropy-reference.ts";
import { defineOp, type OpDefinition, runOp } from "./dispatch.ts";

function rowsOf(x: Tensor, { at, count }: Chunk): Tensor2D {
  return slice(x as Tensor2D, [at, 0], [count, -1]);
}

function itemsOf(x: Tensor, { at, count }: Chunk): Tensor1D {
  return slice(x as Tensor1D, [at], [count]);
}

function logitsOf(x: Tensor2D, weight: Tensor, bias: Tensor | undefined): Tensor2D {
  const product: Tensor2D = matMul(x, weight as Tensor2D, false, true); // [n, V]
  return bias ? add(product, bias) : product;
}

/** Kernel `GptLinearCrossEntropyGrad`: x, weight, targets, lse, dy, bias? → dx, dweight, dbias. */
export const LINEAR_CROSS_ENTROPY_GRAD: OpDefinition<CrossEntropyAttrs> = defineOp({
  name: "GptLinearCrossEntropyGrad",
  reference: (inputs, attrs) => {
    const [x, weight] = [inputs.x as Tensor, inputs.weight as Tensor];
    const targets = inputs.targets as Tensor;
    const scale = rowScale(targets, inputs.dy as Tensor, attrs);
    const parts: Tensor2D[] = [];
    let totals: [Tensor, Tensor] | undefined; // dweight [V, C], dbias [V]
    for (const chunk of chunks(x.shape[0] as number, weight.shape[0] as number)) {
      const before = totals;
      const [dx, dw, db] = tidy(() => {
        const rows = rowsOf(x, chunk);
        const logits = logitsOf(rows, weight, inputs.bias);
        const lse = itemsOf(inputs.lse as Tensor, chunk);
        const d = rowGradients(logits, itemsOf(targets, chunk), lse, itemsOf(scale, chunk), attrs);
        const dWeight = matMul(d, rows, true, false);
        const dBias = sum(d, 0);
        const total = before ? [add(before[0], dWeight), add(before[1], dBias)] : [dWeight, dBias];
        return [matMul(d, weight as Tensor2D), ...total];
      }) as [Tensor2D, Tensor, Tensor];
      for (const old of before ?? []) old.dispose();
      parts.push(dx);
      totals = [dw, db];
    }
    const dx = parts.length === 1 ? (parts[0] as Tensor) : concat(parts, 0);
    return [dx, ...(totals as [Tensor, Tensor])];
  },
});

/** Kernel `GptLinearCrossEntropy`: x `[N, C]`, weight `[V, C]`, targets `[N]`, bias? `[V]` → loss, lse `[N]`. */
export const LINEAR_CROSS_ENTROPY: OpDefinition<CrossEntropyAttrs> = defineOp({
  name: "GptLinearCrossEntropy",
  reference: ({ x, weight, targets, bias }, attrs) => {
    const rows = (x as Tensor).shape[0] as number;
    const parts = chunks(rows, (weight as Tensor).shape[0] as number).map((chunk) =>
      tidy(() => {
        const logits = logitsOf(rowsOf(x as Tensor, chunk), weight as Tensor, bias);
        const { losses, lse } = rowLosses(logits, itemsOf(targets as Tensor, chunk), attrs);
        return { losses, lse };
      }),
    );
    const join = (pieces: Tensor[]) => reshape(concat(pieces as Tensor1D[], 0), [rows]);
    const losses = join(parts.map((part) => part.losses));
    return [reduceLosses(losses, targets as Tensor, attrs), join(parts.map((part) => part.lse))];
  },
  gradient: {
    inputsToSave: ["x", "weight", "targets"],
    outputsToSave: [false, true],
    takesAbsent: true,
    gradFunc: (dys, [x, weight, targets, lse], attrs) =>
      backward({ x, weight, targets, lse, dy: (dys as Tensor[])[0] }, attrs),
  },
});

/** As {@link LINEAR_CROSS_ENTROPY}, for layers with a bias, which its gradient needs again. */
export const BIASED_LINEAR_CROSS_ENTROPY: OpDefinition<CrossEntropyAttrs> = defineOp({
  name: "GptBiasedLinearCrossEntropy",
  reference: LINEAR_CROSS_ENTROPY.reference,
  gradient: {
    inputsToSave: ["x", "weight", "targets", "bias"],
    outputsToSave: [false, true],
    takesAbsent: true,
    gradFunc: (dys, [x, weight, targets, bias, lse], attrs) =>
      backward({ x, weight, targets, bias, lse, dy: (dys as Tensor[])[0] }, attrs),
  },
});

function backward(
  inputs: { [name: string]: Tensor | undefined },
  attrs: object,
): { [name: string]: () => Tensor } {
  const [dx, dw, db] = runOp(LINEAR_CROSS_ENTROPY_GRAD, inputs, attrs as CrossEntropyAttrs);
  return { x: () => dx as Tensor, weight: () => dw as Tensor, bias: () => db as Tensor };
}

/** Options of {@link linearCrossEntropy}. */
export interface LinearCrossEntropyOptions extends CrossEntropyOptions {
  /** Added to the logits, `[V]`. */
  readonly bias?: Tensor | null;
  readonly reduction?: "mean" | "sum";
}

/**
 * Cross-entropy of x·weightᵀ + bias: the output layer and its loss in one, so that the `[N, V]`
 * logits never exist as a whole.
 *
 * @param x `[N, C]`
 * @param weight `[V, C]`, the (tied) token table
 * @param targets int32 `[N]`
 * @returns a scalar in nats
 * @throws GptError `OP_SHAPE`, `OP_OPTION`
 */
export function linearCrossEntropy(
  x: Tensor,
  weight: Tensor,
  targets: Tensor,
  options: LinearCrossEntropyOptions = {},
): Scalar {
  const { bias } = options;
  const rows = x.shape[0] === targets.size && x.shape[1] === weight.shape[1];
  const fits = x.rank === 2 && weight.rank === 2 && (!bias || bias.size === weight.shape[0]);
  const expected = "float32 x [N, C], weight [V, C], bias [V]; targets [N] int32";
  const typed = areFloat(x, weight, bias) && targets.dtype === "int32" && targets.rank === 1;
  checkShape(rows && fits && typed, "linearCrossEntropy", expected, {
    x,
    weight,
    targets,
    bias,
  });
  const attrs = crossEntropyAttrs(options, weight.shape[0] as number);
  const op = bias ? BIASED_LINEAR_CROSS_ENTROPY : LINEAR_CROSS_ENTROPY;
  return runOp(op, { x, weight, targets, bias }, attrs)[0] as Scalar;
}
