import "@tensorflow/tfjs-backend-cpu";
import { mul, ready, type Scalar, square, sum, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientError, values } from "./gradcheck.ts";
import {
  activate,
  addLayerNorm,
  attention,
  crossEntropy,
  dropout,
  embedding,
  layerNorm,
  linear,
  linearCrossEntropy,
  type Pattern,
} from "./index.ts";

beforeAll(async () => {
  await ready();
});

/** A scalar with a different weight for every element, so that no gradient error cancels. */
function weigh(x: Tensor): Scalar {
  return sum(mul(x, tensor(values(x.size, 7), x.shape))) as Scalar;
}
const ids = (...data: number[]) => tensor(data, [data.length], "int32");

describe("gradients agree with central differences", () => {
  for (const activation of ["none", "relu", "gelu", "gelu_tanh", "gelu_sigmoid"] as const) {
    it(`linear with activation ${activation}`, () => {
      const f = (x: Tensor, w: Tensor, b: Tensor) => weigh(linear(x, w, b, { activation }));
      expect(gradientError([[2, 3, 5], [5, 4], [4]], f)).toBeLessThan(5e-3);
    });

    it(`activate ${activation}`, () => {
      expect(gradientError([[3, 5]], (x) => weigh(square(activate(x, activation))))).toBeLessThan(
        5e-3,
      );
    });
  }

  it("linear without bias", () => {
    expect(
      gradientError(
        [
          [1, 3],
          [3, 2],
        ],
        (x, w) => weigh(linear(x, w)),
      ),
    ).toBeLessThan(5e-3);
  });

  it("layerNorm", () => {
    const f = (x: Tensor, g: Tensor, b: Tensor) => weigh(layerNorm(x, g, b));
    expect(gradientError([[2, 3, 7], [7], [7]], f)).toBeLessThan(5e-3);
  });

  it("addLayerNorm with both outputs used", () => {
    const f = (x: Tensor, r: Tensor, g: Tensor, b: Tensor) => {
      const { normalized, sum: total } = addLayerNorm(x, r, g, b);
      return weigh(mul(normalized, total));
    };
    expect(gradientError([[3, 7], [3, 7], [7], [7]], f)).toBeLessThan(5e-3);
  });

  it("addLayerNorm with only the normalised output used", () => {
    const f = (x: Tensor, r: Tensor, g: Tensor, b: Tensor) =>
      weigh(addLayerNorm(x, r, g, b).normalized);
    expect(gradientError([[3, 7], [3, 7], [7], [7]], f)).toBeLessThan(5e-3);
  });

  it("embedding adds up repeated ids", () => {
    expect(gradientError([[5, 3]], (t) => weigh(embedding(t, ids(4, 1, 4, 4, 0))))).toBeLessThan(
      5e-3,
    );
  });

  for (const options of [
    {},
    { labelSmoothing: 0.1 },
    { labelSmoothing: 0.1, smoothing: "t2t" },
    { reduction: "sum" },
    { ignoreIndex: 2 },
  ] as const) {
    it(`crossEntropy ${JSON.stringify(options)}`, () => {
      const f = (logits: Tensor) => crossEntropy(logits, ids(0, 2, 5), options) as Scalar;
      expect(gradientError([[3, 6]], f)).toBeLessThan(5e-3);
    });

    it(`linearCrossEntropy ${JSON.stringify(options)}`, () => {
      const f = (x: Tensor, w: Tensor, bias: Tensor) =>
        linearCrossEntropy(x, w, ids(0, 2, 5), { ...options, bias });
      expect(gradientError([[3, 4], [6, 4], [6]], f)).toBeLessThan(5e-3);
    });
  }

  it("crossEntropy without reduction", () => {
    const f = (logits: Tensor) => weigh(crossEntropy(logits, ids(0, 2), { reduction: "none" }));
    expect(gradientError([[2, 6]], f)).toBeLessThan(5e-3);
  });

  it("dropout", () => {
    const spec = { rate: 0.4, seed: 1, step: 2, site: 3 };
    expect(gradientError([[4, 5]], (x) => weigh(dropout(x, spec)))).toBeLessThan(5e-3);
  });

  const patterns: Pattern[] = [
    { type: "full" },
    { type: "causal" },
    { type: "banded", window: 2 },
    {
      type: "union",
      of: [
        { type: "strided", stride: 2 },
        { type: "block", size: 2 },
      ],
    },
    { type: "heads", of: [{ type: "causal" }, { type: "summary", block: 2, width: 1 }] },
  ];
  for (const pattern of patterns) {
    const shapes = [
      [2, 5, 2, 3],
      [2, 5, 2, 3],
      [2, 5, 2, 3],
    ];

    it(`attention ${JSON.stringify(pattern)}`, () => {
      const f = (q: Tensor, k: Tensor, v: Tensor) => weigh(attention(q, k, v, { pattern }));
      expect(gradientError(shapes, f)).toBeLessThan(5e-3);
    });

    it(`attention ${JSON.stringify(pattern)} with padding, an empty row and dropout`, () => {
      const keyMask = tensor([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], [2, 5], "int32");
      const drop = { rate: 0.3, seed: 1, step: 2, site: 3 };
      const f = (q: Tensor, k: Tensor, v: Tensor) =>
        weigh(attention(q, k, v, { pattern, keyMask, dropout: drop }));
      expect(gradientError(shapes, f)).toBeLessThan(5e-3);
    });
  }

  it("cross attention", () => {
    const f = (q: Tensor, k: Tensor, v: Tensor) =>
      weigh(attention(q, k, v, { pattern: { type: "full" } }));
    expect(
      gradientError(
        [
          [1, 3, 2, 4],
          [1, 6, 2, 4],
          [1, 6, 2, 4],
        ],
        f,
      ),
    ).toBeLessThan(5e-3);
  });
});
