import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  customGrad,
  engine,
  floor,
  type GradSaveFunc,
  grad,
  memory,
  mul,
  ready,
  registerKernel,
  type Scalar,
  scalar,
  square,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  unregisterKernel,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { addLayerNorm, embedding, layerNorm, valueAndGrads } from "./index.ts";

beforeAll(async () => {
  await ready();
});

const read = (tensor: Tensor | null | undefined) => Array.from(tensor?.dataSync() ?? []);

/** Gradients as numbers, with everything disposed of. */
function gradients(f: () => Tensor, ...params: Variable[]): number[][] {
  const { value, grads } = valueAndGrads(f as () => Scalar, params);
  const numbers = grads.map(read);
  for (const each of [value, ...grads]) each?.dispose();
  return numbers;
}

describe("the walk back over the tape", () => {
  it("adds up what a parameter gets through two inputs of one operation and through two operations", () => {
    const x = variable(tensor1d([1, 2]));
    expect(gradients(() => sum(mul(x, x)), x)).toEqual([[2, 4]]);
    expect(gradients(() => add(sum(square(x)), sum(mul(x, 3))), x)).toEqual([[5, 7]]);
    expect(gradients(() => sum(add(x, x)), x)).toEqual([[2, 2]]);
  });

  it("does not mix up gradients that share their data", () => {
    const [a, b] = [variable(tensor1d([1])), variable(tensor1d([2]))];
    // both of the sum's gradients are dy; a's goes on
    expect(gradients(() => sum(add(mul(a, 5), add(a, b))), a, b)).toEqual([[6], [1]]);
  });

  it("takes a gradient function's own tensors again and again", () => {
    const [a, b] = [variable(tensor1d([1])), variable(tensor1d([2]))];
    const product = customGrad((x, y, save) => {
      (save as GradSaveFunc)([x as Tensor]);
      const gradFunc = (dy: Tensor, [kept]: Tensor[]) => [dy, kept as Tensor];
      return { value: mul(x as Tensor, y as Tensor), gradFunc };
    });
    const twice = customGrad((x, y) => {
      const gradFunc = (dy: Tensor) => [dy, dy];
      return { value: add(x as Tensor, y as Tensor), gradFunc };
    });
    expect(gradients(() => sum(product(a, b)), a, b)).toEqual([[1], [1]]);
    expect(gradients(() => sum(twice(a, b)), a, b)).toEqual([[1], [1]]);
  });

  it("sums the rows of a table that is used twice", () => {
    const table = variable(tensor([1, 2, 3], [3, 1]));
    const rows = (ids: number[]) => embedding(table, tensor(ids, [ids.length], "int32"));
    expect(gradients(() => add(sum(rows([0, 2, 2])), sum(rows([2]))), table)).toEqual([[1, 0, 3]]);
  });

  it("leaves out the zeros of what only the backward pass reads", () => {
    const [x, gain, bias] = [tensor([[1, 2, 4]]), tensor([1, 1, 1]), tensor([0, 0, 0])].map(
      (each) => variable(each),
    ) as [Variable, Variable, Variable];
    const made: number[][] = [];
    const kept = engine().makeTensor;
    engine().makeTensor = function (...args) {
      made.push([...args[1]]);
      return kept.apply(this, args);
    };
    try {
      gradients(() => sum(layerNorm(x, gain, bias)), x, gain, bias);
    } finally {
      engine().makeTensor = kept;
    }
    expect(made).not.toContainEqual([1]); // mean and rstd
    const { normalized } = addLayerNorm(x, x, gain, bias); // whose sum nobody uses below
    expect(normalized.shape).toEqual([1, 3]);
    const [dx] = gradients(() => sum(square(addLayerNorm(x, x, gain, bias).normalized)), x);
    expect(dx?.every((value) => Math.abs(value) < 1e-4)).toBe(true);
  });
});

describe("what the tape holds", () => {
  it("goes as soon as its gradient is made", () => {
    const w = variable(tensor1d([1, 2]));
    const counts: number[] = [];
    const counted = customGrad((x) => ({
      value: mul(x as Tensor, 1),
      gradFunc: (dy: Tensor) => {
        counts.push(memory().numTensors);
        return dy.clone();
      },
    }));
    let x: Tensor;
    gradients(() => {
      x = counted(w);
      for (let i = 0; i < 10; i++) x = counted(square(x));
      return sum(x);
    }, w);
    expect(counts).toHaveLength(11);
    const steps = counts.slice(1).map((count, i) => count - (counts[i] as number));
    expect(Math.max(...steps)).toBeLessThan(0);
  });

  it("goes where the function throws, and where a gradient does", () => {
    const w = variable(tensor1d([1, 2]));
    const wrong = (when: "there" | "back") => () => {
      const y = square(w);
      if (when === "there") throw new Error("no loss");
      return customGrad((x) => ({
        value: sum(x as Tensor),
        gradFunc: (): Tensor => {
          throw new Error("no gradient");
        },
      }))(y) as Scalar;
    };
    const before = memory().numTensors;
    expect(() => valueAndGrads(wrong("there"), [w])).toThrow("no loss");
    expect(() => valueAndGrads(wrong("back"), [w])).toThrow("no gradient");
    expect(memory().numTensors).toBe(before);
    expect(gradients(() => sum(square(w)), w)).toEqual([[2, 4]]);
  });

  it("stays where another gradient needs it: derivatives of derivatives", () => {
    const x = variable(scalar(2));
    const slope = () => {
      const { value, grads } = valueAndGrads(() => mul(square(x), x) as Scalar, [x]);
      value.dispose();
      return grads[0] as Scalar;
    };
    expect(gradients(slope, x)).toEqual([[12]]); // (x³)'' = 6x
    expect(read(grad(() => slope())(x))).toEqual([12]);
  });
});

it("says which operation has no gradient", () => {
  const kernel = { kernelName: "Opaque", backendName: "cpu" };
  registerKernel({
    ...kernel,
    kernelFunc: ({ inputs }) => floor(inputs.x as Tensor),
  });
  const x = variable(scalar(2.5));
  const f = () => engine().runKernel<Scalar>("Opaque", { x });
  expect(() => valueAndGrads(f, [x])).toThrow(
    expect.objectContaining({ code: "NO_GRADIENT", expected: expect.stringContaining("Opaque") }),
  );
  unregisterKernel("Opaque", "cpu");
});
