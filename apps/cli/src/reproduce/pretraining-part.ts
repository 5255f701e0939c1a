import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Registry } from "@gpt/registry";
import { type Callback, type RunConfigInput, resolveConfig } from "@gpt/trainer";
import { readEvents, resumeRun, startRun } from "@gpt/trainer/node";
import type { Part } from "./part.ts";

/** What a pre-training leaves besides its run folder. */
export interface Pretrained {
  readonly parameters: number;
  readonly tokens: number;
  /** Validation losses, by step. */
  readonly curve: readonly (readonly [step: number, loss: number])[];
}

/** How a model is pre-trained for a reproduction. */
export interface Pretraining {
  readonly registry: Registry;
  /** The run's folder; a run that is in it goes on. */
  readonly folder: string;
  readonly name: string;
  readonly label: string;
  readonly config: RunConfigInput;
  /** The updates that this part does; others come before or after it. @default all */
  readonly span?: readonly [from: number, until: number];
}

/** A pre-training as a part: a run like those of `gpt pretrain`, with a report of its own. */
export function pretrainingPart(pretraining: Pretraining): Part {
  const { registry, folder, name, label, config } = pretraining;
  const { steps, batchSize, contextLength, model } = resolveConfig(registry, config, label);
  const [from, until] = pretraining.span ?? [0, steps];
  return {
    name,
    label,
    cost: (until - from) * batchSize * (contextLength ?? Number(model.contextLength)),
    async run({ signal, progress }) {
      let parameters = 0;
      const watch: Callback = {
        on(event) {
          if (event.type === "start") parameters = event.facts.parameters;
          if (event.type === "step") progress((event.step - from) / (until - from));
        },
      };
      const options = { registry, folder, signal, callbacks: [watch] };
      const goesOn = existsSync(join(folder, "config.json"));
      const { reason, tokens } = goesOn
        ? await resumeRun(options, { steps: until })
        : await startRun({ ...config, name: label, steps: until }, options);
      if (reason === "interrupted") return null;
      return { parameters, tokens, curve: await validationCurve(folder) } satisfies Pretrained;
    },
  };
}

async function validationCurve(folder: string): Promise<Pretrained["curve"]> {
  const events = await readEvents(join(folder, "metrics.jsonl"));
  const points = new Map<number, number>(); // a run that was killed may have told a step twice
  for (const event of events) {
    if (event.type === "validation") points.set(event.step, event.loss);
  }
  return [...points];
}
