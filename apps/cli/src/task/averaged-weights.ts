import { join } from "node:path";
import { loadModelFolder } from "@gpt/checkpoint/node";
import type { TrainableModel } from "@gpt/models";
import { GptError } from "@gpt/registry";
import { averageWeights } from "@gpt/trainer";
import { keptCheckpoints } from "@gpt/trainer/node";

/**
 * Gives a model the mean weights of a run's newest checkpoints (Vaswani et al. 2017, §6.1).
 *
 * @param run the run's folder
 * @throws GptError `CHECKPOINTS_FEW` where fewer were kept
 */
export async function assignAverage(
  model: TrainableModel,
  run: string,
  count: number,
): Promise<void> {
  const kept = await keptCheckpoints(join(run, "checkpoints"));
  if (kept.length < count) throw tooFew(run, count, kept.length);
  const parameters = [...model.parameters];
  const weights = kept.slice(0, count).map(async (folder) => {
    const found = await (await loadModelFolder(folder)).weights(parameters);
    return new Map(
      parameters.map(({ name, shape }) => [name, { shape, data: found.get(name) as Float32Array }]),
    );
  });
  for (const [name, { data }] of averageWeights(await Promise.all(weights))) {
    model.parameters.assign(name, data);
  }
}

function tooFew(run: string, wanted: number, found: number): GptError {
  return new GptError("CHECKPOINTS_FEW", {
    message: `${run} has not as many checkpoints as are to be averaged.`,
    expected: `${wanted} folders checkpoints/step-…`,
    got: String(found),
    help: "average fewer (--average), or train with keepCheckpoints=5 and a smaller checkpointEvery",
  });
}
