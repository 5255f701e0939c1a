import type { Activation } from "@gpt/ops";
import { activationBackward, activationForward } from "./activation.ts";
import { type Array64, type Arrays, get, increase, need, rowsAndColumns, zeros } from "./array.ts";

/** x·W + b before the activation. */
function product({ x, weight, bias }: Arrays): Array64 {
  const [rows, width] = rowsAndColumns(x as Array64);
  const [, columns] = rowsAndColumns(weight as Array64);
  const out = zeros([...(x as Array64).shape.slice(0, -1), columns]);
  for (let n = 0; n < rows; n++) {
    for (let o = 0; o < columns; o++) {
      let sum = bias ? get(bias, o) : 0;
      for (let i = 0; i < width; i++) {
        sum += get(x as Array64, n * width + i) * get(weight as Array64, i * columns + o);
      }
      out.data[n * columns + o] = sum;
    }
  }
  return out;
}

/** activation(x·W + b). */
export function linearForward(inputs: Arrays, activation: Activation): Array64 {
  return activationForward(product(inputs), activation);
}

/** Gradients of x, weight and, if there is one, bias. */
export function linearBackward(inputs: Arrays, dy: Array64, activation: Activation): Arrays {
  const d = activationBackward(product(inputs), dy, activation);
  const [x, weight] = [need(inputs, "x"), need(inputs, "weight")];
  const [dx, dweight] = [zeros(x.shape), zeros(weight.shape)];
  const dbias = inputs.bias && zeros(inputs.bias.shape);
  const [rows, width] = rowsAndColumns(x);
  const [, columns] = rowsAndColumns(weight);
  for (let n = 0; n < rows; n++) {
    for (let o = 0; o < columns; o++) {
      const slope = get(d, n * columns + o);
      if (dbias) increase(dbias, o, slope);
      for (let i = 0; i < width; i++) {
        increase(dx, n * width + i, slope * get(weight, i * columns + o));
        increase(dweight, i * columns + o, slope * get(x, n * width + i));
      }
    }
  }
  return { x: dx, weight: dweight, ...(dbias && { bias: dbias }) };
}
