import type { BatchData, BatchStream } from "@gpt/data";
import { createModel, modelPlugins, type TrainableModel } from "@gpt/models";
import { optimizerPlugins } from "@gpt/optimizers";
import { Random, STREAM } from "@gpt/random";
import { Registry } from "@gpt/registry";
import type { Callback, CheckpointSlot, TrainEvent } from "./events.ts";
import type { TrainOptions } from "./options.ts";
import type { CheckpointStore, Snapshot } from "./snapshot.ts";
import { type TrainResult, train } from "./train.ts";

/** The smallest GPT-2 that is one: for tests of the loop, on plain JavaScript kernels. */
export const NANO = {
  type: "gpt2",
  vocabSize: 32,
  contextLength: 16,
  nLayer: 1,
  nHead: 2,
  dModel: 16,
  dropout: 0,
} as const;

/** A fresh nano model with weights of the seed. */
export function nanoModel(options: object = {}, seed = 1): TrainableModel {
  const registry = new Registry().register(...modelPlugins);
  const model = createModel(registry, { ...NANO, ...options });
  model.parameters.initialize(seed);
  return model;
}

/** Batches of tokens that can be learned: each is the one before it plus 1, with some noise. */
export function countingBatch(index: number, rows = 2, time = NANO.contextLength): BatchData {
  const random = new Random({ seed: index, stream: STREAM.text });
  const inputs = new Int32Array(rows * time);
  const targets = new Int32Array(rows * time);
  for (let row = 0; row < rows; row++) {
    let token = random.integer(NANO.vocabSize);
    for (let t = 0; t < time; t++) {
      inputs[row * time + t] = token;
      const jump = random.uniform() < 0.1 ? random.integer(NANO.vocabSize) : 1;
      token = (token + jump) % NANO.vocabSize;
      targets[row * time + t] = token;
    }
  }
  const shape = [rows, time];
  return { inputs: { data: inputs, shape }, targets: { data: targets, shape } };
}

/** An endless stream of counting batches; its position is the number of the next one. */
export function countingStream(rows = 2): BatchStream {
  let next = 0;
  return {
    next: async () => countingBatch(next++, rows),
    position: () => next,
    seek: async (position) => {
      next = position as number;
    },
  };
}

/** Keeps snapshots in memory, all of them in order. */
export class MemoryStore implements CheckpointStore {
  readonly saved: { readonly slot: CheckpointSlot; readonly snapshot: Snapshot }[] = [];

  async save(slot: CheckpointSlot, snapshot: Snapshot): Promise<void> {
    this.saved.push({ slot, snapshot });
  }

  /** The newest of a slot. */
  newest(slot: CheckpointSlot): Snapshot {
    const found = this.saved.filter((entry) => entry.slot === slot).at(-1);
    if (found === undefined) throw new Error(`nothing saved as ${slot}`);
    return found.snapshot;
  }
}

/** Collects events. */
export class Recorder implements Callback {
  readonly events: TrainEvent[] = [];
  closed = 0;

  on(event: TrainEvent): void {
    this.events.push(event);
  }

  close(): void {
    this.closed++;
  }

  /** All events of one type. */
  of<T extends TrainEvent["type"]>(type: T): Extract<TrainEvent, { type: T }>[] {
    return this.events.filter(
      (event): event is Extract<TrainEvent, { type: T }> => event.type === type,
    );
  }

  get losses(): number[] {
    return this.of("step").map((event) => event.loss);
  }
}

/** Options of a short run on a fresh nano model; the caller disposes model and optimizer. */
export function nanoRun(change: Partial<TrainOptions> & { dropout?: number } = {}): TrainOptions {
  const { dropout = 0, ...options } = change;
  const model = options.model ?? nanoModel({ dropout });
  const registry = new Registry().register(...optimizerPlugins);
  const optimizer = registry.create("optimizer", "adamw", { parameters: model.parameters });
  return {
    model,
    optimizer,
    schedule: () => 0.01,
    data: countingStream(),
    steps: 10,
    evalEvery: 5,
    validation: [countingBatch(1000), countingBatch(1001)],
    ...options,
  };
}

/** Trains and frees. */
export async function trained(options: TrainOptions): Promise<TrainResult> {
  try {
    return await train(options);
  } finally {
    options.optimizer.dispose();
    options.model.dispose();
  }
}
