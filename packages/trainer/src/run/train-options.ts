import type { RunConfig } from "../config/run-config.ts";
import type { TrainOptions } from "../loop/options.ts";
import type { RunParts } from "./assemble.ts";

/** What {@link train} needs, from a run's configuration and parts. */
export function trainOptions(parts: RunParts): TrainOptions {
  const { config, model, optimizer, schedule, data, validation, notes, sample } = parts;
  return {
    model,
    optimizer,
    schedule,
    data,
    validation,
    accumulate: config.accumulate,
    seed: config.seed,
    evalEvery: config.evalEvery,
    sampleEvery: config.sampleEvery ?? config.evalEvery,
    checkpointEvery: config.checkpointEvery ?? config.evalEvery,
    ...limits(config),
    ...(notes !== undefined && { notes }),
    ...(sample !== null && { sample }),
    facts: { name: config.name },
  };
}

function limits({ steps, maxTokens, maxMinutes, patience }: RunConfig): Partial<TrainOptions> {
  return {
    steps,
    ...(maxTokens !== null && { maxTokens }),
    ...(maxMinutes !== null && { maxMinutes }),
    ...(patience !== null && { patience }),
  };
}
