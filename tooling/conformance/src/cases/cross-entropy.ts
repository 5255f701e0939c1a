import {
  type CrossEntropyOptions,
  crossEntropy,
  embedding,
  type LinearCrossEntropyOptions,
  linearCrossEntropy,
} from "@gpt/ops";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, integers, sample } from "../case.ts";
import { type Array64, type Arrays, get, need } from "../oracle/array.ts";
import { crossEntropyBackward, crossEntropyForward } from "../oracle/cross-entropy.ts";
import { embeddingBackward, embeddingForward } from "../oracle/embedding.ts";
import {
  linearCrossEntropyBackward,
  linearCrossEntropyForward,
} from "../oracle/linear-cross-entropy.ts";

type Targets = readonly number[];

const ids = (values: Targets): Tensor => tensor([...values], [values.length], "int32");

/** Targets of which every third is ignored. */
function gappy(count: number, vocab: number, ignore = -100): number[] {
  return integers(count, vocab).map((id, n) => (n % 3 === 1 ? ignore : id));
}

function lossCase(targets: Targets, vocab: number, options: CrossEntropyOptions, spread = 1): Case {
  return {
    name: `[${targets.length},${vocab}] ${JSON.stringify(options)}, logits about ${spread}`,
    inputs: { logits: sample([targets.length, vocab], 31, spread) },
    run: ({ logits }) => [crossEntropy(logits as Tensor, ids(targets), options)],
    forward: (inputs) => [crossEntropyForward(need(inputs, "logits"), targets, options)],
    backward: (inputs, [dy]) => ({
      logits: crossEntropyBackward(need(inputs, "logits"), targets, dy as Array64, options),
    }),
  };
}

function fusedCase(
  targets: Targets,
  [vocab, width]: readonly [number, number],
  biased: boolean,
  options: LinearCrossEntropyOptions = {},
): Case {
  const what = `x [${targets.length},${width}], weight [${vocab},${width}]`;
  return {
    name: `${what}, ${biased ? "bias" : "no bias"}, ${JSON.stringify(options)}`,
    inputs: {
      x: sample([targets.length, width], 32),
      weight: sample([vocab, width], 33, 1 / Math.sqrt(width)),
      ...(biased && { bias: sample([vocab], 34) }),
    },
    run: ({ x, weight, bias }) => [
      linearCrossEntropy(x as Tensor, weight as Tensor, ids(targets), {
        ...options,
        ...(bias && { bias }),
      }),
    ],
    forward: (inputs) => [linearCrossEntropyForward(inputs, targets, options)],
    backward: (inputs, [dy]) => linearCrossEntropyBackward(inputs, targets, dy as Array64, options),
  };
}

/** A token table that is also the output matrix: both gradients add up. */
function tiedCase(): Case {
  const [inputIds, targets] = [integers(9, 7, 2), gappy(9, 7)];
  const parts = (inputs: Arrays): Arrays => {
    const weight = need(inputs, "table");
    return { x: embeddingForward(weight, inputIds, [9]), weight };
  };
  return {
    name: "a table that is both token table and output matrix",
    inputs: { table: sample([7, 5], 35) },
    run: ({ table }) => {
      const x = embedding(table as Tensor, ids(inputIds));
      return [linearCrossEntropy(x, table as Tensor, ids(targets))];
    },
    forward: (inputs) => [linearCrossEntropyForward(parts(inputs), targets, {})],
    backward: (inputs, [dy]) => {
      const gradients = linearCrossEntropyBackward(parts(inputs), targets, dy as Array64, {});
      const output = need(gradients, "weight");
      const input = embeddingBackward(need(inputs, "table"), inputIds, need(gradients, "x"));
      return { table: { ...output, data: output.data.map((value, at) => value + get(input, at)) } };
    },
  };
}

const SMOOTHINGS: readonly Pick<CrossEntropyOptions, "labelSmoothing" | "smoothing">[] = [
  {},
  { labelSmoothing: 0.1 },
  { labelSmoothing: 0.1, smoothing: "t2t" },
];
const REDUCTIONS = ["mean", "sum", "none"] as const;

/** Both smoothings, all reductions, ignored and all-ignored targets, extreme logits, V = 1. */
export const CROSS_ENTROPY: CaseGroup = {
  op: "crossEntropy",
  cases: [
    ...SMOOTHINGS.flatMap((smoothing) =>
      REDUCTIONS.map((reduction) => lossCase(gappy(17, 33), 33, { ...smoothing, reduction })),
    ),
    ...[1, 2, 3, 7, 129].map((vocab) => lossCase(integers(3, vocab), vocab, {})),
    lossCase([2], 7, {}),
    lossCase(gappy(7, 5, 2), 5, { ignoreIndex: 2 }),
    lossCase([0, 4, 0, 0, 3], 5, { ignoreIndex: 0, reduction: "none" }),
    ...REDUCTIONS.map((reduction) => lossCase([-100, -100, -100], 7, { reduction })),
    lossCase([-100, -100], 7, { labelSmoothing: 0.1, smoothing: "t2t" }),
    lossCase([0], 1, { labelSmoothing: 0.1, smoothing: "torch" }),
    lossCase(integers(7, 33), 33, {}, 100),
    lossCase(integers(7, 33), 33, { labelSmoothing: 0.1 }, 100),
  ],
};

/** As above, fused with the output matrix; the large one has more logits than the 2^24 that kernels make at once. */
export const LINEAR_CROSS_ENTROPY: CaseGroup = {
  op: "linearCrossEntropy",
  cases: [
    ...SMOOTHINGS.flatMap((smoothing) => [
      fusedCase(gappy(17, 33), [33, 7], false, smoothing),
      fusedCase(gappy(7, 65), [65, 3], true, { ...smoothing, reduction: "sum" }),
    ]),
    ...[1, 2, 3].map((vocab) => fusedCase(integers(3, vocab), [vocab, 3], true)),
    fusedCase([1], [5, 1], false),
    fusedCase(gappy(7, 5, 2), [5, 4], true, { ignoreIndex: 2 }),
    fusedCase([-100, -100, -100], [7, 4], true),
    tiedCase(),
    { ...fusedCase(gappy(340, 50_257), [50_257, 8], true), large: true },
  ],
};
