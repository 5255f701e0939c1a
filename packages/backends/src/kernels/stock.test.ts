import {
  add,
  concat,
  fused,
  gather,
  matMul,
  relu,
  slice,
  split,
  stack,
  type Tensor,
  tensor,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../select.ts";

/** Small whole numbers, whose products are exact. */
function counting(...shape: number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) - 5),
    shape,
  );
}

/** Product of two matrices, the slow way. */
function naive(a: Tensor, b: Tensor): number[][] {
  const [left, right] = [a.arraySync() as number[][], transpose(b).arraySync() as number[][]];
  return left.map((row) =>
    right.map((column) => row.reduce((sum, x, k) => sum + x * (column[k] as number), 0)),
  );
}

describe.each(["cpu", "wasm"])("stock kernels on %s", (name) => {
  beforeAll(async () => void (await selectBackend(name)));

  it("multiply with every transpose", () => {
    const [a, b] = [counting(5, 70), counting(70, 9)];
    const expected = naive(a, b);
    for (const [ta, tb] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const product = matMul(ta ? transpose(a) : a, tb ? transpose(b) : b, ta, tb);
      expect(product.arraySync()).toEqual(expected);
    }
  });

  it("multiply stacks, also where one has to stretch", () => {
    const a = counting(2, 3, 4, 5);
    for (const b of [counting(2, 3, 5, 6), counting(2, 1, 5, 6), counting(3, 5, 6)]) {
      const product = matMul(a, b).arraySync() as unknown as number[][][][];
      expect([product.length, product[0]?.length]).toEqual([2, 3]);
      for (const [i, j] of [
        [0, 0],
        [1, 2],
      ] as const) {
        const right = unstack(
          b.rank === 3 ? b : gather(b, Math.min(i, (b.shape[0] as number) - 1)),
        );
        const at = Math.min(j, right.length - 1);
        const left = unstack(gather(a, i))[j] as Tensor;
        expect(product[i]?.[j]).toEqual(naive(left, right[at] as Tensor));
      }
    }
  });

  it("add the bias of a fused product once, whatever the depth", () => {
    const [a, b, bias] = [counting(4, 200), counting(5, 200), tensor([10, 20, 30, 40, 50])];
    const sum = add(matMul(a, b, false, true), bias);
    const options = { a, b, transposeB: true, bias } as const;
    expect(fused.matMul(options).arraySync()).toEqual(sum.arraySync());
    const activated = fused.matMul({ ...options, activation: "relu" });
    expect(activated.arraySync()).toEqual(relu(sum).arraySync());
  });

  it("slice, split and unstack along any axis", () => {
    const x = counting(3, 4, 5);
    const values = x.arraySync() as unknown as number[][][];
    const cut = (i: number, j: number, k: number) => (values[i] as number[][])[j]?.[k];
    const part = slice(x, [1, 1, 2], [2, 3, 2]).arraySync() as unknown as number[][][];
    expect(part[1]?.[2]?.[1]).toBe(cut(2, 3, 3));
    expect(slice(x, [1], [1]).arraySync()).toEqual([values[1]]);
    const halves = split(x, 2, 1).map((half) => half.arraySync());
    expect(halves).toEqual([0, 2].map((at) => values.map((rows) => rows.slice(at, at + 2))));
    for (const axis of [0, 1, 2]) {
      expect(stack(unstack(x, axis), axis).arraySync()).toEqual(values);
    }
  });

  it("concatenate along any axis what split apart", () => {
    const x = counting(3, 4, 5);
    for (const axis of [0, 1, 2]) {
      const rest = (x.shape[axis] as number) - 1;
      const parts = split(x, [1, rest], axis);
      expect(concat(parts, axis).arraySync()).toEqual(x.arraySync());
    }
    const flags = [tensor([1, 0, 1], [3, 1], "bool"), tensor([1, 1], [1, 2], "bool")] as const;
    expect(concat([flags[0], flags[0]], 1).arraySync()).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(concat([flags[1], flags[1]], 0).dtype).toBe("bool");
    expect(concat([tensor([1, 2], [2], "int32"), tensor([3], [1], "int32")]).arraySync()).toEqual([
      1, 2, 3,
    ]);
    expect(concat([tensor(["a"]), tensor(["b"])]).arraySync()).toEqual(["a", "b"]);
  });

  it("slice integers, booleans, strings and nothing", () => {
    expect(slice(tensor([1, 2, 3], [3], "int32"), 1, 2).arraySync()).toEqual([2, 3]);
    expect(slice(tensor([1, 0, 1], [3], "bool"), 1, 2).arraySync()).toEqual([0, 1]);
    expect(slice(tensor(["a", "b", "c"]), 1, 2).arraySync()).toEqual(["b", "c"]);
    expect(slice(tensor([1, 2, 3]), 1, 0).arraySync()).toEqual([]);
  });

  it("refuse a slice that reaches over the end", () => {
    expect(() => slice(tensor([1, 2, 3]), 2, 2)).toThrow();
  });

  it("copy a tensor so that each can be disposed", () => {
    const x = counting(3);
    const copy = x.clone();
    x.dispose();
    expect(copy.arraySync()).toEqual([-5, 2, -2]);
  });
});
