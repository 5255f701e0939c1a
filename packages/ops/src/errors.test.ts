import "@tensorflow/tfjs-backend-cpu";
import { ones, type Tensor, type Variable, variable, zeros } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  accumulate,
  activate,
  adamUpdate,
  addLayerNorm,
  attention,
  cacheAppend,
  crossEntropy,
  dropout,
  embedding,
  globalNorm,
  layerNorm,
  linear,
  linearCrossEntropy,
} from "./index.ts";

const f = (...shape: number[]): Tensor => ones(shape);
const int = (...shape: number[]): Tensor => zeros(shape, "int32");
const full = { pattern: { type: "full" } } as const;
const qkv = [f(1, 2, 1, 3), f(1, 4, 1, 3), f(1, 4, 1, 3)] as const;
const spec = { rate: 0.5, seed: 0, step: 0, site: 0 };

const hyper = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, stepSize: 0.1, denomScale: 1, decay: [0] };
/** A step of Adam in which one tensor is other than float32 [3]. */
function adam(other: { readonly [name in "param" | "grad" | "m" | "v" | "gradScale"]?: Tensor }) {
  const [param, m, v] = (["param", "m", "v"] as const).map((name) => [
    variable(other[name] ?? f(3)),
  ]) as [Variable[], Variable[], Variable[]];
  const gradScale = other.gradScale ?? null;
  return adamUpdate(param, [other.grad ?? f(3)], m, v, { ...hyper, gradScale });
}

const SHAPES: readonly (readonly [string, () => unknown])[] = [
  ["linear of another width", () => linear(f(2, 3), f(4, 5))],
  ["linear with a bias of another width", () => linear(f(2, 3), f(3, 5), f(3))],
  ["linear of integers", () => linear(int(2, 3), f(3, 5))],
  ["layerNorm with a gain of another width", () => layerNorm(f(2, 3), f(2), f(3))],
  ["layerNorm of integers", () => layerNorm(int(2, 3), f(3), f(3))],
  ["addLayerNorm of two shapes of one size", () => addLayerNorm(f(2, 3), f(3, 2), f(3), f(3))],
  ["activation of integers", () => activate(int(2), "relu")],
  ["embedding with float ids", () => embedding(f(5, 2), f(3))],
  ["embedding of a table of rank 1", () => embedding(f(5), int(3))],
  ["crossEntropy with too few targets", () => crossEntropy(f(3, 5), int(2))],
  ["crossEntropy with float targets", () => crossEntropy(f(3, 5), f(3))],
  ["linearCrossEntropy of another width", () => linearCrossEntropy(f(3, 4), f(5, 3), int(3))],
  [
    "linearCrossEntropy with targets of rank 2",
    () => linearCrossEntropy(f(3, 4), f(5, 4), int(3, 1)),
  ],
  [
    "linearCrossEntropy with a bias that is no [V]",
    () => linearCrossEntropy(f(3, 4), f(5, 4), int(3), { bias: f(4) }),
  ],
  ["dropout of integers", () => dropout(int(3), spec)],
  ["attention of rank 3", () => attention(f(2, 1, 3), f(2, 1, 3), f(2, 1, 3), full)],
  ["attention with keys of other heads", () => attention(f(1, 2, 2, 3), qkv[1], qkv[2], full)],
  ["attention with fewer values than keys", () => attention(qkv[0], qkv[1], f(1, 3, 1, 3), full)],
  ["attention with a mask of other keys", () => attention(...qkv, { ...full, keyMask: int(1, 3) })],
  ["attention with a float mask", () => attention(...qkv, { ...full, keyMask: f(1, 4) })],
  ["cacheAppend beyond the capacity", () => cacheAppend(f(1, 4, 1, 2), f(1, 2, 1, 2), 3)],
  ["globalNorm of integers among floats", () => globalNorm([f(2), int(3)])],
  ["globalNorm of booleans", () => globalNorm([zeros([3], "bool")])],
  ["adamUpdate with integers as gradients", () => adam({ grad: int(3) })],
  ["adamUpdate with booleans as gradients", () => adam({ grad: zeros([3], "bool") })],
  ["adamUpdate of integers", () => adam({ param: int(3) })],
  ["adamUpdate with integers as first moments", () => adam({ m: int(3) })],
  ["adamUpdate with integers as second moments", () => adam({ v: int(3) })],
  ["adamUpdate with gradients of another shape", () => adam({ grad: f(4) })],
  ["adamUpdate scaled by an integer", () => adam({ gradScale: int() })],
  ["adamUpdate scaled by a vector", () => adam({ gradScale: f(3) })],
  ["accumulate of integers", () => accumulate(int(3), int(3))],
  ["cacheAppend of other heads", () => cacheAppend(f(1, 4, 1, 2), f(1, 1, 2, 2), 0)],
];

const OPTIONS: readonly (readonly [string, () => unknown])[] = [
  ["dropout at rate 1", () => dropout(f(3), { ...spec, rate: 1 })],
  ["dropout at a negative rate", () => dropout(f(3), { ...spec, rate: -0.1 })],
  [
    "attention dropout at rate 1",
    () => attention(...qkv, { ...full, dropout: { ...spec, rate: 1 } }),
  ],
  ["attention with a negative offset", () => attention(...qkv, { ...full, queryOffset: -1 })],
  ["attention with more keys than there are", () => attention(...qkv, { ...full, keyLength: 5 })],
  ["label smoothing of 1", () => crossEntropy(f(3, 5), int(3), { labelSmoothing: 1 })],
  [
    "fused label smoothing below 0",
    () => linearCrossEntropy(f(3, 4), f(5, 4), int(3), { labelSmoothing: -1 }),
  ],
  ["cacheAppend at half a position", () => cacheAppend(f(1, 4, 1, 2), f(1, 1, 1, 2), 0.5)],
];

const DISPOSED: readonly (readonly [string, (gone: Tensor) => unknown])[] = [
  ["linear", (gone) => linear(gone, f(3, 5))],
  ["linear's weight", (gone) => linear(f(4, 2), gone)],
  ["layerNorm", (gone) => layerNorm(gone, f(3), f(3))],
  ["embedding", (gone) => embedding(gone, int(3))],
  ["linearCrossEntropy", (gone) => linearCrossEntropy(gone, f(5, 3), int(2))],
  ["dropout", (gone) => dropout(gone, spec)],
  ["globalNorm", (gone) => globalNorm([f(2), gone])],
];

describe("ops refuse what they cannot take", () => {
  it.each(SHAPES)("%s", (_name, run) => {
    expect(run).toThrow(expect.objectContaining({ code: "OP_SHAPE" }));
  });

  it.each(OPTIONS)("%s", (_name, run) => {
    expect(run).toThrow(expect.objectContaining({ code: "OP_OPTION" }));
  });

  it("and say what they expected, what they got, and what to do", () => {
    expect(() => linear(f(2, 3), f(4, 5))).toThrow(
      /expected: float32 x \[\.\.\., in\].*\n.*got: x \[2,3\] float32, weight \[4,5\] float32\n.*- help: /,
    );
  });

  it.each(DISPOSED)("a tensor that is disposed of: %s", (_name, run) => {
    const gone = f(2, 3);
    gone.dispose();
    const expected = { code: "TENSOR_DISPOSED", got: `tensor ${gone.id}, [2,3] float32` };
    expect(() => run(gone)).toThrow(expect.objectContaining(expected));
    expect(() => run(gone)).toThrow(/- help: dispose of it later/);
  });

  it("but take a rate of 0, which is no dropout at all", () => {
    const x = f(3);
    expect(dropout(x, { ...spec, rate: 0 })).toBe(x);
    expect(dropout(x, null)).toBe(x);
  });
});
