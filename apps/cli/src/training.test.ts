import "@tensorflow/tfjs-backend-cpu";
import type { BatchData, BatchStream } from "@gpt/data";
import { createModel } from "@gpt/models";
import { evaluate, type TrainEvent, train } from "@gpt/trainer";
import {
  backend,
  getKernelsForBackend,
  memory,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendFlags, startBackend } from "./backend.ts";
import { createRegistry } from "./registry.ts";

const registry = await createRegistry();
const SIZES = { vocabSize: 32, contextLength: 16, nLayer: 1, nHead: 2, dModel: 16, dropout: 0.1 };
const STEPS = 200;

/** Kernels that ran in plain JavaScript, and how often. */
const inJavaScript = new Map<string, number>();

/** Replaces the plain kernels, which compiled backends fall to, by ones that count. */
function countPlainKernels(): void {
  for (const { kernelName, backendName, kernelFunc } of getKernelsForBackend("cpu")) {
    unregisterKernel(kernelName, backendName);
    registerKernel({
      ...{ kernelName, backendName },
      kernelFunc: (params) => {
        inJavaScript.set(kernelName, (inJavaScript.get(kernelName) ?? 0) + 1);
        return kernelFunc(params);
      },
    });
  }
}

countPlainKernels(); // before a backend takes them

/** A batch of numbers that count up. */
function batch(index: number): BatchData {
  const ids = (from: number) => Int32Array.from({ length: 32 }, (_, i) => (index + from + i) % 32);
  const shape = [2, 16];
  return { inputs: { data: ids(0), shape }, targets: { data: ids(1), shape } };
}

function stream(): BatchStream {
  let next = 0;
  return {
    next: async () => batch(next++),
    position: () => next,
    seek: async (position) => {
      next = position as number;
    },
  };
}

/** What is in use: tensors, and bytes of a compiled backend. */
function inUse() {
  const { library } = backend() as unknown as {
    library: { memory(): { live: number; peak: number } };
  };
  const { live, peak } = library.memory();
  return { tensors: memory().numTensors, live, peak };
}

/** Trains, and looks at what is in use at every fiftieth step, before it is validated. */
async function run(steps: number) {
  const model = createModel(registry, { type: "gpt2", ...SIZES });
  model.parameters.initialize(1);
  const options = { parameters: model.parameters };
  const optimizer = registry.create("optimizer", { type: "adamw", clipNorm: 1 }, options);
  const seen: ReturnType<typeof inUse>[] = [];
  const losses: number[] = [];
  const on = (event: TrainEvent) => {
    if (event.type !== "step") return;
    losses.push(event.loss);
    if (event.step % 50 === 0) seen.push(inUse());
  };
  const validation = [batch(1000), batch(1001)];
  await train({
    ...{ model, optimizer, validation, data: stream(), steps, schedule: () => 0.01 },
    ...{ accumulate: 2, evalEvery: 25, seed: 3, callbacks: [{ on }] },
  });
  const score = await evaluate(model, validation);
  optimizer.dispose();
  model.dispose();
  return { seen, losses, score };
}

const BACKENDS: readonly (readonly [string, BackendFlags])[] = [
  ["native", { backend: "native" }],
  ["native in bf16", { backend: "native", precision: "bf16" }],
  ["wasm", { backend: "wasm" }],
];

describe.each(BACKENDS)(`${STEPS} steps of the trainer on %s`, (name, flags) => {
  let usable = true;
  beforeAll(async () => {
    await startBackend(registry, { ...flags, threads: 2 }).catch((error) => {
      console.warn(`${name}: ${error.message}`);
      usable = false;
    });
  });

  it("learn, take no more memory than the first, and run no kernel in plain JavaScript", async ({
    skip,
  }) => {
    if (!usable) skip();
    inJavaScript.clear();
    const { seen, losses, score } = await run(STEPS);
    expect(losses).toHaveLength(STEPS);
    expect(score).toBeLessThan(0.5);
    expect(seen).toHaveLength(STEPS / 50);
    for (const later of seen) expect(later).toEqual(seen[0]);
    expect(Object.fromEntries(inJavaScript)).toEqual({});
  });

  it("have the same losses twice, to the bit", async ({ skip }) => {
    if (!usable) skip();
    const { losses } = await run(30);
    expect((await run(30)).losses).toEqual(losses);
  });
});
