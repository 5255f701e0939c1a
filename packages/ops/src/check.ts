import { GptError } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Throws `OP_SHAPE` unless the condition holds. Shapes are given as text only when it fails. */
export function checkShape(
  holds: boolean,
  op: string,
  expected: string,
  tensors: { readonly [name: string]: Tensor | null | undefined },
): void {
  if (holds) return;
  const got = Object.entries(tensors)
    .filter(([, tensor]) => tensor != null)
    .map(([name, tensor]) => `${name} [${(tensor as Tensor).shape}] ${(tensor as Tensor).dtype}`);
  throw new GptError("OP_SHAPE", {
    message: `${op} cannot take tensors of these shapes.`,
    expected,
    got: got.join(", "),
    help: "compare the shapes axis by axis with what the op's documentation gives",
  });
}

/** Throws `OP_OPTION` unless the condition holds. */
export function checkOption(holds: boolean, op: string, expected: string, got: object): void {
  if (holds) return;
  throw new GptError("OP_OPTION", {
    message: `${op} cannot work with these options.`,
    expected,
    got: JSON.stringify(got),
    help: "correct the option; the op's documentation gives its range and default",
  });
}

/** Whether a tensor has a shape. */
export function hasShape({ shape }: Tensor, wanted: readonly number[]): boolean {
  return shape.length === wanted.length && shape.every((extent, axis) => extent === wanted[axis]);
}

/** Whether all tensors that are there hold float32. */
export function areFloat(...tensors: readonly (Tensor | null | undefined)[]): boolean {
  return tensors.every((tensor) => tensor == null || tensor.dtype === "float32");
}
