import {
  add,
  cast,
  cos,
  div,
  exp,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  maximum,
  mul,
  neg,
  pow,
  reshape,
  scalar,
  sigmoid,
  sign,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";

type UnaryRule = (dy: Tensor, saved: Tensor) => Tensor;
type BinaryRule = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

interface ClipAttrs {
  readonly clipValueMin: number;
  readonly clipValueMax: number;
}

/** Sums dy over the axes that broadcasting added, so that it fits `like`. */
export function unbroadcast(dy: Tensor, like: Tensor): Tensor {
  if (like.shape.join() === dy.shape.join()) return dy.clone();
  const lead = dy.rank - like.rank;
  const axes = dy.shape.map((_, i) => i).filter((i) => i < lead || like.shape[i - lead] === 1);
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, like.shape);
}

/** What a rule needs to see again: the input, the output, or nothing. */
const SAVE: { readonly [what: string]: Pick<GradConfig, "inputsToSave" | "outputsToSave"> } = {
  x: { inputsToSave: ["x"] },
  y: { outputsToSave: [true] },
  nothing: {},
};

function unary(kernelName: string, save: "x" | "y" | "nothing", rule: UnaryRule): GradConfig {
  return {
    kernelName,
    ...SAVE[save],
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

/** log a, and 0 where a ≤ 0: there a^b has no slope along b. */
function logOfPositive(a: Tensor): Tensor {
  return where(greater(a, 0), log(maximum(a, 1e-30)), zerosLike(a));
}

const mask = (condition: Tensor): Tensor => cast(condition, "float32");

/** Gradients of element-wise kernels. */
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
  binary(
    "SquaredDifference",
    (dy, a, b) => mul(dy, mul(2, sub(a, b))),
    (dy, a, b) => mul(dy, mul(2, sub(b, a))),
  ),
  binary(
    "Pow",
    (dy, a, b) => mul(dy, mul(b, pow(a, sub(b, 1)))),
    (dy, a, b) => mul(dy, mul(pow(a, b), logOfPositive(a))),
  ),
  unary("Neg", "nothing", (dy) => neg(dy)),
  unary("Square", "x", (dy, x) => mul(dy, mul(x, 2))),
  unary("Sqrt", "y", (dy, y) => div(dy, mul(y, 2))),
  unary("Rsqrt", "y", (dy, y) => mul(dy, mul(-0.5, mul(y, square(y))))),
  unary("Exp", "y", (dy, y) => mul(dy, y)),
  unary("Log", "x", (dy, x) => div(dy, x)),
  unary("Tanh", "y", (dy, y) => mul(dy, sub(scalar(1), square(y)))),
  unary("Sigmoid", "y", (dy, y) => mul(dy, mul(y, sub(scalar(1), y)))),
  unary("Relu", "x", (dy, x) => mul(dy, mask(greater(x, scalar(0))))),
  unary("Abs", "x", (dy, x) => mul(dy, sign(x))),
  unary("Erf", "x", (dy, x) => mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))),
  unary("Expm1", "x", (dy, x) => mul(dy, exp(x))),
  unary("Log1p", "x", (dy, x) => div(dy, add(x, 1))),
  unary("Softplus", "x", (dy, x) => mul(dy, sigmoid(x))),
  unary("Sin", "x", (dy, x) => mul(dy, cos(x))),
  unary("Cos", "x", (dy, x) => neg(mul(dy, sin(x)))),
  unary("ZerosLike", "nothing", (dy) => zerosLike(dy)),
  unary("OnesLike", "nothing", (dy) => zerosLike(dy)),
  unary("Cast", "nothing", (dy) => dy.clone()),
  unary("Identity", "nothing", (dy) => dy.clone()),
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
    kernelName: "ClipByValue",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { clipValueMin, clipValueMax } = attrs as unknown as ClipAttrs;
        const inside = mul(
          mask(greaterEqual(x as Tensor, clipValueMin)),
          mask(lessEqual(x as Tensor, clipValueMax)),
        );
        return mul(dy as Tensor, inside);
      },
    }),
  },
];
