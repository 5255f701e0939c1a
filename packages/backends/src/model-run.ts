import { type CausalModel, createModel, modelPlugins } from "@gpt/models";
import { valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { Random, STREAM } from "@gpt/random";
import { Registry } from "@gpt/registry";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";

export const registry: Registry = new Registry().register(...modelPlugins, ...optimizerPlugins);

const [ROWS, TIME, VOCAB] = [4, 24, 33];

/** Tokens that mostly count up by one. */
function batch(index: number): { inputs: Tensor; targets: Tensor } {
  const random = new Random({ seed: index, stream: STREAM.text });
  const rows = Array.from({ length: ROWS }, () => {
    const row = [random.integer(VOCAB)];
    while (row.length <= TIME) {
      const jump = random.uniform() < 0.1 ? random.integer(VOCAB) : 1;
      row.push(((row.at(-1) as number) + jump) % VOCAB);
    }
    return row;
  });
  const cut = (from: number) =>
    tensor(
      rows.map((row) => row.slice(from, from + TIME)),
      [ROWS, TIME],
      "int32",
    );
  return { inputs: cut(0), targets: cut(1) };
}

/**
 * Losses of a small GPT-2's first steps on the current backend, with clipping and decay: for tests
 * that compare backends, and runs.
 */
export async function modelRun(steps: number, dropout = 0): Promise<number[]> {
  const sizes = { vocabSize: VOCAB, contextLength: TIME, nLayer: 2, nHead: 2, dModel: 32 };
  const model = createModel(registry, { type: "gpt2", ...sizes, dropout }) as CausalModel;
  model.parameters.initialize(1);
  const optimizer = registry.create("optimizer", "adamw", { parameters: model.parameters });
  const variables = [...model.parameters].map((parameter) => parameter.variable);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const tensors = batch(step);
    const context = { training: true, seed: 1, step };
    const { value, grads } = valueAndGrads(() => model.loss(tensors, context), variables);
    const { gradNorm } = optimizer.step(grads, 3e-3);
    losses.push((await value.data())[0] as number);
    for (const used of [value, gradNorm, ...grads, ...Object.values(tensors)]) used?.dispose();
  }
  optimizer.dispose();
  model.dispose();
  return losses;
}

/** Largest relative difference of two loss curves. */
export function worstDifference(got: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((loss, step) => Math.abs((got[step] as number) - loss) / loss));
}
