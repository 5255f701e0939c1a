import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import type { TrainEvent } from "./events.ts";
import {
  countingBatch,
  countingStream,
  MemoryStore,
  nanoModel,
  nanoRun,
  Recorder,
  trained,
} from "./fixture.ts";
import { train } from "./train.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("learning", () => {
  it("brings the loss down", async () => {
    const recorder = new Recorder();
    const result = await trained(nanoRun({ steps: 60, evalEvery: 60, callbacks: [recorder] }));
    expect(recorder.losses[0]).toBeGreaterThan(3.3);
    expect(result.bestLoss).toBeLessThan(2);
  });

  it("asks the schedule for the rate of every update, counted from 1", async () => {
    const recorder = new Recorder();
    const schedule = (update: number) => update / 1000;
    await trained(nanoRun({ steps: 3, schedule, callbacks: [recorder] }));
    expect(recorder.of("step").map((event) => event.learningRate)).toEqual([0.001, 0.002, 0.003]);
  });

  it("takes several micro-batches to an update when it accumulates", async () => {
    const data = countingStream();
    const recorder = new Recorder();
    await trained(nanoRun({ steps: 4, accumulate: 3, data, callbacks: [recorder] }));
    expect(data.position()).toBe(12);
    expect(recorder.of("step").at(-1)?.tokens).toBe(4 * 3 * 2 * 16);
  });

  it("gives the same weights whether a batch comes whole or in micro-batches", async () => {
    const whole = new Recorder();
    const parts = new Recorder();
    const stack = countingStream();
    const pairs = {
      ...stack,
      next: async () => {
        const [a, b] = [await stack.next(), await stack.next()];
        const join = (name: string) => ({
          data: Int32Array.of(...(a[name]?.data ?? []), ...(b[name]?.data ?? [])),
          shape: [4, 16],
        });
        return { inputs: join("inputs"), targets: join("targets") };
      },
    };
    await trained(nanoRun({ steps: 5, data: pairs, callbacks: [whole] }));
    await trained(nanoRun({ steps: 5, accumulate: 2, callbacks: [parts] }));
    for (const [i, loss] of whole.losses.entries()) {
      expect(parts.losses[i]).toBeCloseTo(loss, 4);
    }
  });
});

describe("determinism", () => {
  it("gives bitwise equal curves for equal seeds, with dropout and accumulation", async () => {
    const curves = [];
    for (let run = 0; run < 2; run++) {
      const recorder = new Recorder();
      await trained(nanoRun({ steps: 12, accumulate: 2, dropout: 0.1, callbacks: [recorder] }));
      curves.push(
        recorder.events.map(({ type, step, ...rest }) => [type, step, "loss" in rest && rest.loss]),
      );
    }
    expect(curves[1]).toEqual(curves[0]);
  });

  it("gives other curves for another seed of dropout", async () => {
    const curves = [];
    for (const seed of [1, 2]) {
      const recorder = new Recorder();
      await trained(nanoRun({ steps: 3, seed, dropout: 0.1, callbacks: [recorder] }));
      curves.push(recorder.losses);
    }
    expect(curves[1]?.[0]).not.toBe(curves[0]?.[0]);
  });

  it("goes on from any snapshot as if it had never stopped", async () => {
    const whole = new Recorder();
    const store = new MemoryStore();
    const options = { steps: 12, checkpointEvery: 4, accumulate: 2, dropout: 0.1 };
    await trained(nanoRun({ ...options, checkpoints: store, callbacks: [whole] }));
    const final = store.newest("last");
    for (const { snapshot } of store.saved.filter(({ slot }) => slot === "last").slice(0, 2)) {
      const rest = new Recorder();
      const again = new MemoryStore();
      const model = nanoModel({ dropout: 0.1 }, 99); // other first weights: all must be restored
      await trained(
        nanoRun({ ...options, model, resume: snapshot, checkpoints: again, callbacks: [rest] }),
      );
      expect(rest.losses).toEqual(whole.losses.slice(snapshot.progress.step));
      expect(rest.of("validation").map(({ loss, best }) => [loss, best])).toEqual(
        whole
          .of("validation")
          .filter(({ step }) => step > snapshot.progress.step)
          .map(({ loss, best }) => [loss, best]),
      );
      expect(again.newest("last").weights).toEqual(final.weights);
      expect(again.newest("last").optimizer).toEqual(final.optimizer);
    }
  });
});

describe("validation and checkpoints", () => {
  it("come at their steps, in a fixed order within a step", async () => {
    const recorder = new Recorder();
    await trained(
      nanoRun({
        steps: 4,
        evalEvery: 2,
        sampleEvery: 4,
        checkpointEvery: 4,
        sample: async (step) => [{ prompt: "p", text: `at ${step}` }],
        checkpoints: new MemoryStore(),
        callbacks: [recorder],
      }),
    );
    expect(recorder.events.map((event) => `${event.type} ${event.step}`)).toEqual([
      "start 0",
      "step 1",
      "step 2",
      "validation 2",
      "checkpoint 2",
      "step 3",
      "step 4",
      "validation 4",
      "checkpoint 4",
      "sample 4",
      "checkpoint 4",
      "done 4",
    ]);
    expect(recorder.of("checkpoint").map((event) => event.slot)).toEqual(["best", "best", "last"]);
  });

  it("keep the best apart when the loss rises again", async () => {
    const store = new MemoryStore();
    const recorder = new Recorder();
    // A rate that ruins the model after step 20.
    const schedule = (update: number) => (update <= 20 ? 0.01 : 1);
    await trained(
      nanoRun({ steps: 40, evalEvery: 10, schedule, checkpoints: store, callbacks: [recorder] }),
    );
    expect(store.newest("best").progress.step).toBe(20);
    expect(store.newest("last").progress.step).toBe(40);
    expect(recorder.of("done")[0]).toMatchObject({ bestStep: 20 });
  });

  it("include the last step, whatever the intervals", async () => {
    const store = new MemoryStore();
    const recorder = new Recorder();
    await trained(nanoRun({ steps: 7, evalEvery: 5, checkpoints: store, callbacks: [recorder] }));
    expect(recorder.of("validation").map(({ step }) => step)).toEqual([5, 7]);
    expect(store.newest("last").progress.step).toBe(7);
  });

  it("are snapshots: later steps do not change them", async () => {
    const store = new MemoryStore();
    await trained(nanoRun({ steps: 4, evalEvery: 2, checkpoints: store }));
    const [early, late] = store.saved.filter(({ slot }) => slot === "last");
    const first = (entry: typeof early) => [...(entry?.snapshot.weights.values() ?? [])][0]?.data;
    expect(first(early)).not.toEqual(first(late));
  });

  it("keep progress that survives JSON", async () => {
    const store = new MemoryStore();
    await trained(nanoRun({ checkpoints: store }));
    const { progress } = store.newest("last");
    expect(JSON.parse(JSON.stringify(progress))).toEqual(progress);
  });
});

describe("stopping", () => {
  const reason = async (change: Parameters<typeof nanoRun>[0]) =>
    (await trained(nanoRun({ steps: 1000, evalEvery: 1000, ...change }))).reason;

  it("ends after a number of tokens or minutes", async () => {
    expect(await reason({ maxTokens: 100 })).toBe("tokens");
    expect(await reason({ maxMinutes: 0.002 })).toBe("minutes");
  });

  it("ends when the validation loss stops falling", async () => {
    const options = nanoRun({ steps: 1000, evalEvery: 1, patience: 3, schedule: () => 0 });
    expect(await trained(options)).toMatchObject({ reason: "patience", step: 4, bestStep: 1 });
  });

  it("finishes the step and saves when it is interrupted", async () => {
    const stop = new AbortController();
    const store = new MemoryStore();
    const interrupt = {
      on: (event: TrainEvent) => {
        if (event.type === "step" && event.step === 3) stop.abort();
      },
    };
    const result = await trained(
      nanoRun({ steps: 1000, signal: stop.signal, checkpoints: store, callbacks: [interrupt] }),
    );
    expect(result).toMatchObject({ reason: "interrupted", step: 3 });
    expect(store.newest("last").progress.step).toBe(3);
  });

  it("lets a signal handler run between steps of a fast model", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const result = await trained(nanoRun({ steps: 100_000, evalEvery: 1e6, signal: stop.signal }));
    expect(result.reason).toBe("interrupted");
  });

  it("does nothing when a finished run is resumed", async () => {
    const store = new MemoryStore();
    await trained(nanoRun({ checkpoints: store }));
    const recorder = new Recorder();
    const again = new MemoryStore();
    await trained(
      nanoRun({ resume: store.newest("last"), checkpoints: again, callbacks: [recorder] }),
    );
    expect(recorder.events.map(({ type }) => type)).toEqual(["start", "done"]);
    expect(again.saved).toEqual([]);
  });
});

describe("failures", () => {
  it("names the step at which the loss breaks, and saves nothing after it", async () => {
    const store = new MemoryStore();
    const recorder = new Recorder();
    const schedule = (update: number) => (update < 5 ? 0.01 : Number.NaN);
    const options = nanoRun({ schedule, evalEvery: 2, checkpoints: store, callbacks: [recorder] });
    const error = await trained(options).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "LOSS_NOT_FINITE" });
    expect((error as Error).message).toContain("step 6: the loss is NaN");
    expect(recorder.closed).toBe(1);
    for (const { data } of store.newest("last").weights.values()) {
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it("never saves weights that an update has just spoilt", async () => {
    const store = new MemoryStore();
    const schedule = (update: number) => (update < 4 ? 0.01 : Number.NaN);
    const options = { schedule, validation: [], evalEvery: 2, checkpoints: store };
    const error = await trained(nanoRun(options)).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "LOSS_NOT_FINITE" });
    expect((error as Error).message).toMatch(/step 4: the weight ".*" is NaN/);
    expect(store.newest("last").progress.step).toBe(2);
  });

  it("refuses a snapshot of a model with another shape, naming the weight", async () => {
    const store = new MemoryStore();
    await trained(nanoRun({ steps: 1, checkpoints: store }));
    const model = nanoModel({ dModel: 32 });
    const options = nanoRun({ model, resume: store.newest("last") });
    const error = await trained(options).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: "CHECKPOINT_SHAPE",
      expected: "[32, 32]",
      got: "[32, 16]",
    });
    expect((error as Error).message).toContain("wte.weight");
  });

  it("refuses a snapshot of a deeper model", async () => {
    const store = new MemoryStore();
    await trained(nanoRun({ steps: 1, model: nanoModel({ nLayer: 2 }), checkpoints: store }));
    const shallow = nanoRun({ resume: store.newest("last") });
    await expect(trained(shallow)).rejects.toMatchObject({ code: "CHECKPOINT_SHAPE" });
  });

  it("closes every callback when one of them fails", async () => {
    const recorder = new Recorder();
    const broken = {
      on: () => {
        throw new Error("no disk");
      },
    };
    await expect(trained(nanoRun({ callbacks: [broken, recorder] }))).rejects.toThrow("no disk");
    expect(recorder.closed).toBe(1);
  });
});

it("holds its memory: steps 20 and 100 have the same tensors and bytes", async () => {
  const memory = new Map<number, { numTensors: number; numBytes: number }>();
  const watch = {
    on: (event: TrainEvent) => {
      const { numTensors, numBytes } = tf.memory();
      if (event.type === "step") memory.set(event.step, { numTensors, numBytes });
    },
  };
  const options = nanoRun({
    steps: 100,
    evalEvery: 30,
    accumulate: 2,
    dropout: 0.1,
    callbacks: [watch],
  });
  const before = tf.memory().numTensors;
  await train({ ...options, checkpoints: new MemoryStore(), data: countingStream(1) });
  expect(memory.get(100)).toEqual(memory.get(20));
  expect(tf.memory().numTensors - before).toBeLessThan(100); // the optimizer's state
  options.optimizer.dispose();
  options.model.dispose();
});

it("counts the tokens of masked batches without their padding", async () => {
  const { countTokens } = await import("./batch.ts");
  const mask = { data: Int32Array.of(1, 1, 0, 1), shape: [2, 2] };
  const other = { data: new Int32Array(4), shape: [2, 2] };
  expect(countTokens({ inputs: other, attentionMask: mask, labels: other })).toBe(3);
  expect(
    countTokens({ source: other, sourceMask: mask, decoderInputs: other, decoderMask: mask }),
  ).toBe(6);
  expect(countTokens(countingBatch(1))).toBe(32);
});
