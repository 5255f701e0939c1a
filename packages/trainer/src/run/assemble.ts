import { type BatchData, type BatchStream, type Dataset, tokenizeToMemory } from "@gpt/data";
import { createModel, type TrainableModel } from "@gpt/models";
import type { Optimizer } from "@gpt/optimizers";
import { GptError, type Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { RunConfig } from "../config/run-config.ts";
import type { Sample } from "../loop/events.ts";
import { createSampler } from "./samples.ts";
import { createStreams, type OpenStore } from "./streams.ts";

/** The parts of a run, made from its configuration. */
export interface RunParts {
  /** The configuration with the model's vocabulary filled in. */
  readonly config: RunConfig;
  readonly tokenizer: Tokenizer;
  readonly model: TrainableModel;
  readonly optimizer: Optimizer;
  readonly schedule: (update: number) => number;
  readonly data: BatchStream;
  readonly validation: readonly BatchData[];
  /** What a person should know of the data. */
  readonly notes?: readonly string[];
  /** Null for models that do not write. */
  readonly sample: ((step: number) => Promise<Sample[]>) | null;
  /** Frees weights and moments. */
  dispose(): void;
}

/**
 * Makes all parts of a run through the registry. Weights are initialised with the run's seed.
 *
 * @param config from {@link resolveConfig}
 * @param dataset of the configuration: `registry.create("dataset", config.data, { registry })`
 * @param tokenizer of {@link makeTokenizer}, or one that was stored
 * @param openStore where tokens are kept; in memory if left out
 * @throws GptError `CONTEXT_TOO_LONG`, `OBJECTIVE_DATA`, `TOKENIZER_SPECIALS`, and whatever the
 *   parts refuse
 */
export async function assembleRun(
  registry: Registry,
  config: RunConfig,
  dataset: Dataset,
  tokenizer: Tokenizer,
  openStore: OpenStore = (_, source, encoder) => tokenizeToMemory(source, encoder),
): Promise<RunParts> {
  const { vocabSize } = tokenizer;
  const model = createModel(registry, { ...config.model, vocabSize });
  const contextLength = windowLength(config, model);
  const streams = await createStreams(config, model, dataset, tokenizer, contextLength, openStore);

  model.parameters.initialize(config.seed);
  const { parameters } = model;
  const optimizer = registry.create("optimizer", config.optimizer, { parameters });
  const tokensPerUpdate = config.batchSize * config.accumulate * contextLength;
  const dModel = Number(model.config.dModel);
  const schedule = registry.create("schedule", config.schedule, {
    steps: config.steps,
    tokensPerUpdate,
    ...(Number.isFinite(dModel) && { dModel }),
  });
  return {
    config: { ...config, model: model.config },
    tokenizer,
    model,
    optimizer,
    schedule,
    ...streams,
    sample: createSampler(registry, config, model, tokenizer, dataset),
    dispose() {
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** Tokens of a training window: the configuration's, else the model's context. */
function windowLength(config: RunConfig, model: TrainableModel): number {
  const most = Number(model.config.contextLength);
  const length = config.contextLength ?? most;
  if (length <= most || Number.isNaN(most)) return length;
  throw new GptError("CONTEXT_TOO_LONG", {
    message: "The training windows are longer than the model's context.",
    expected: `contextLength up to ${most}`,
    got: String(length),
    help: "lower contextLength, or raise the model's own",
  });
}
