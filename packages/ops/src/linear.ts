import { add, matMul, reshape, sum, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { type Activation, activationGradReference, activationReference } from "./activation.ts";
import { areFloat, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp } from "./dispatch.ts";

/** Attributes of `GptLinear` and `GptLinearGrad`. */
export interface LinearAttrs {
  readonly activation: Activation;
}

/** Kernel `GptLinearGrad`: x, weight, dy, pre? → dx, dweight, dbias. `pre` is there iff an activation is. */
export const LINEAR_GRAD: OpDefinition<LinearAttrs> = defineOp({
  name: "GptLinearGrad",
  reference: ({ x, weight, dy, pre }, { activation }) => {
    const w = weight as Tensor2D;
    const rows = flatten(x as Tensor); // [N, in]
    const dOut = flatten(dy as Tensor); // [N, out]
    const d = pre ? activationGradReference(flatten(pre), dOut, activation) : dOut;
    const dx = reshape(matMul(d, w, false, true), (x as Tensor).shape);
    return [dx, matMul(rows, d, true, false), sum(d, 0)];
  },
});

/** Kernel `GptLinear`: x, weight, bias? → y, and pre (the value before the activation) iff there is one. */
export const LINEAR: OpDefinition<LinearAttrs> = defineOp({
  name: "GptLinear",
  reference: ({ x, weight, bias }, { activation }) => {
    const product = matMul(flatten(x as Tensor), weight as Tensor2D); // [N, out]
    const biased = bias ? add(product, bias) : product;
    const shape = [...(x as Tensor).shape.slice(0, -1), (weight as Tensor).shape[1] as number];
    const pre = reshape(biased, shape);
    return activation === "none" ? [pre] : [activationReference(pre, activation), pre];
  },
  gradient: {
    inputsToSave: ["x", "weight"],
    outputsToSave: [false, true],
    takesAbsent: true,
    gradFunc: (dys, [x, weight, pre], attrs) => {
      const dy = Array.isArray(dys) ? dys[0] : dys;
      const inputs = { x, weight, dy, pre };
      const [dx, dw, db] = runOp(LINEAR_GRAD, inputs, attrs as unknown as LinearAttrs);
      return { x: () => dx as Tensor, weight: () => dw as Tensor, bias: () => db as Tensor };
    },
  },
});

/**
 * x·W + b, with an optional activation in the same pass.
 *
 * @param x `[..., in]`
 * @param weight `[in, out]`
 * @param bias `[out]`
 * @returns `[..., out]`
 * @throws GptError `OP_SHAPE`
 */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: { readonly activation?: Activation } = {},
): Tensor {
  const [rows, columns] = weight.shape;
  const fits = weight.rank === 2 && x.shape.at(-1) === rows && (!bias || bias.size === columns);
  const expected = "float32 x [..., in], weight [in, out], bias [out]";
  checkShape(fits && areFloat(x, weight, bias), "linear", expected, { x, weight, bias });
  const attrs = { activation: options.activation ?? "none" };
  const [y, pre] = runOp(LINEAR, { x, weight, bias }, attrs);
  pre?.dispose(); // as wide as a model gets; where there is a tape, it has taken its own
  return y as Tensor;
}

/** `[..., C]` as `[N, C]`. */
export function flatten(x: Tensor): Tensor2D {
  return reshape(x, [-1, x.shape.at(-1) as number]);
}
