import { GptError } from "@gpt/registry";
import type { HostTensor } from "../loop/snapshot.ts";

/** Weights by name, as a snapshot has them. */
type Weights = ReadonlyMap<string, HostTensor>;

/**
 * The mean of checkpoints' weights, such as the last five of the original Transformer (Vaswani et al.
 * 2017, §6.1). Summed in float64.
 *
 * @throws GptError `CHECKPOINT_SHAPE` where they are not of one model
 */
export function averageWeights(checkpoints: readonly Weights[]): Map<string, HostTensor> {
  const [first, ...others] = checkpoints;
  const mean = new Map<string, HostTensor>();
  for (const [name, { shape, data }] of first ?? []) {
    const sum = Float64Array.from(data);
    for (const other of others) {
      const weight = other.get(name);
      if (weight?.shape.join() !== shape.join()) throw notOneModel(name);
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (weight.data[i] as number);
    }
    mean.set(name, { shape, data: Float32Array.from(sum, (value) => value / checkpoints.length) });
  }
  return mean;
}

function notOneModel(name: string): GptError {
  return new GptError("CHECKPOINT_SHAPE", {
    message: "The checkpoints to average are not of one model.",
    expected: `"${name}" in all of them, with one shape`,
    got: "another shape, or no such weight",
    help: "average checkpoints of one run",
  });
}
