import {
  cast,
  div,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  matMul,
  mul,
  neg,
  reshape,
  scalar,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";

type UnaryRule = (dy: Tensor, saved: Tensor) => Tensor;
type BinaryRule = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

/** Sums dy over the axes that broadcasting added, so that it fits `like`. */
function unbroadcast(dy: Tensor, like: Tensor): Tensor {
  if (like.shape.join() === dy.shape.join()) return dy.clone();
  const lead = dy.rank - like.rank;
  const axes = dy.shape.map((_, i) => i).filter((i) => i < lead || like.shape[i - lead] === 1);
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, like.shape);
}

function unary(kernelName: string, save: "x" | "y", rule: UnaryRule): GradConfig {
  return {
    kernelName,
    ...(save === "x" ? { inputsToSave: ["x"] } : { outputsToSave: [true] }),
    gradFunc: (dy, [saved]) => ({ x: () => rule(dy as Tensor, saved as Tensor) }),
  };
}

function binary(kernelName: string, left: BinaryRule, right: BinaryRule): GradConfig {
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => {
      const [x, y] = [a as Tensor, b as Tensor];
      return {
        a: () => unbroadcast(left(dy as Tensor, x, y), x),
        b: () => unbroadcast(right(dy as Tensor, x, y), y),
      };
    },
  };
}

const mask = (condition: Tensor): Tensor => cast(condition, "float32");

/** Gradients of element-wise kernels, softmax and the matrix product. */
export const ELEMENTWISE_GRADIENTS: readonly GradConfig[] = [
  binary(
    "Add",
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    "Sub",
    (dy) => dy,
    (dy) => neg(dy),
  ),
  binary(
    "Multiply",
    (dy, _a, b) => mul(dy, b),
    (dy, a) => mul(dy, a),
  ),
  binary(
    "RealDiv",
    (dy, _a, b) => div(dy, b),
    (dy, a, b) => neg(div(mul(dy, a), square(b))),
  ),
  binary(
    "Maximum",
    (dy, a, b) => mul(dy, mask(greaterEqual(a, b))),
    (dy, a, b) => mul(dy, mask(less(a, b))),
  ),
  binary(
    "Minimum",
    (dy, a, b) => mul(dy, mask(lessEqual(a, b))),
    (dy, a, b) => mul(dy, mask(greater(a, b))),
  ),
  unary("Neg", "y", (dy) => neg(dy)),
  unary("Square", "x", (dy, x) => mul(dy, mul(x, 2))),
  unary("Sqrt", "y", (dy, y) => div(dy, mul(y, 2))),
  unary("Rsqrt", "y", (dy, y) => mul(dy, mul(-0.5, mul(y, square(y))))),
  unary("Exp", "y", (dy, y) => mul(dy, y)),
  unary("Log", "x", (dy, x) => div(dy, x)),
  unary("Tanh", "y", (dy, y) => mul(dy, sub(scalar(1), square(y)))),
  unary("Sigmoid", "y", (dy, y) => mul(dy, mul(y, sub(scalar(1), y)))),
  unary("Relu", "x", (dy, x) => mul(dy, mask(greater(x, scalar(0))))),
  unary("Cast", "y", (dy) => dy.clone()),
  unary("Identity", "y", (dy) => dy.clone()),
  {
    kernelName: "Select",
    inputsToSave: ["condition"],
    gradFunc: (dy, [condition]) => ({
      condition: () => zerosLike(condition as Tensor),
      t: () => mul(dy as Tensor, mask(condition as Tensor)),
      e: () => where(condition as Tensor, zerosLike(dy as Tensor), dy as Tensor),
    }),
  },
  {
    kernelName: "Softmax",
    outputsToSave: [true],
    gradFunc: (dy, [y], attrs) => ({
      logits: () => {
        const dim = (attrs as { dim?: number }).dim ?? -1;
        const weighted = mul(dy as Tensor, y as Tensor);
        return sub(weighted, mul(sum(weighted, dim, true), y as Tensor));
      },
    }),
  },
  {
    kernelName: "LogSoftmax",
    inputsToSave: ["logits"],
    gradFunc: (dy, [logits]) => ({
      logits: () => sub(dy as Tensor, mul(sum(dy as Tensor, -1, true), softmax(logits as Tensor))),
    }),
  },
  {
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b], attrs) => {
      const { transposeA, transposeB } = attrs as { transposeA?: boolean; transposeB?: boolean };
      const [d, x, y] = [dy as Tensor, a as Tensor, b as Tensor];
      return {
        a: () => (transposeA ? matMul(y, d, transposeB, true) : matMul(d, y, false, !transposeB)),
        b: () => (transposeB ? matMul(d, x, true, transposeA) : matMul(x, d, !transposeA, false)),
      };
    },
  },
];
