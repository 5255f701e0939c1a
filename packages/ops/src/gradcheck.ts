import { type Scalar, type Tensor, tensor, tidy, variable } from "@tensorflow/tfjs-core";
import { valueAndGrads } from "./value-and-grads.ts";

/** Values for tests: varied, small, the same every time. */
export function values(size: number, salt = 1): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 * salt) * 0.9);
}

/**
 * Largest difference, relative to the gradient's norm, between the tape's gradients of a scalar
 * function and central differences. For tests, on small shapes.
 */
export function gradientError(
  shapes: readonly (readonly number[])[],
  f: (...inputs: Tensor[]) => Scalar,
  step = 1e-2,
): number {
  const data = shapes.map((shape, i) =>
    values(
      shape.reduce((a, b) => a * b, 1),
      i + 1,
    ),
  );
  const variables = shapes.map((shape, i) => variable(tensor(data[i] as Float32Array, [...shape])));
  const { value, grads } = valueAndGrads(() => f(...variables), variables);
  const evaluate = () => tidy(() => f(...variables).dataSync()[0] as number);
  let worst = 0;
  for (const [i, input] of variables.entries()) {
    const got = grads[i]?.dataSync() ?? new Float32Array(input.size);
    const expected = centralDifferences(input, data[i] as Float32Array, evaluate, step);
    const norm = Math.hypot(...expected) + 1e-3;
    worst = Math.max(worst, Math.hypot(...expected.map((e, at) => e - (got[at] as number))) / norm);
  }
  value.dispose();
  for (const tensor of [...grads, ...variables]) tensor?.dispose();
  return worst;
}

function centralDifferences(
  input: { assign(value: Tensor): void; shape: number[] },
  base: Float32Array,
  evaluate: () => number,
  step: number,
): number[] {
  const at = (index: number, by: number): number => {
    const moved = base.slice();
    moved[index] = (moved[index] as number) + by;
    tidy(() => input.assign(tensor(moved, input.shape)));
    return evaluate();
  };
  const slopes = Array.from(base, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
  tidy(() => input.assign(tensor(base, input.shape)));
  return slopes;
}
