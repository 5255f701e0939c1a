import "@tensorflow/tfjs-backend-cpu";
import type { TaskForms, TaskSet } from "@gpt/data";
import type { TaskExample } from "@gpt/models";
import { memory, ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { Recorder } from "../loop/fixture.ts";
import { encodeTask } from "./encode-task.ts";
import { type FinetuneOptions, type FinetuneResult, finetune } from "./finetune.ts";
import { accuracy, characters, nanoFinetune, nanoTask, xTexts } from "./fixture.ts";
import { predictTask } from "./predict-task.ts";

beforeAll(async () => {
  await ready();
});

/** Fine-tunes and frees. */
async function finetuned(change: Partial<FinetuneOptions> = {}): Promise<FinetuneResult> {
  const options = nanoFinetune(change);
  try {
    return await finetune(options);
  } finally {
    options.optimizer.dispose();
    options.model.dispose();
  }
}

/** A metric that says these numbers, one an epoch. */
const scripted = (...values: number[]) => {
  const rest = [...values];
  return () => rest.shift() ?? 0;
};

describe("finetune", () => {
  it("learns a task, and reports each epoch", async () => {
    const recorder = new Recorder();
    const heard: number[] = [];
    const result = await finetuned({
      model: nanoTask({ type: "classification" }, "gpt1", { lmWeight: 0 }),
      train: xTexts(96),
      epochs: 8,
      callbacks: [recorder],
      onEpoch: ({ epoch }) => void heard.push(epoch),
    });
    expect(result.best?.metric).toBeGreaterThan(0.9);
    expect(result.reason).toBe("epochs");
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(result.epochs.map(({ step }) => step)).toEqual(heard.map((epoch) => epoch * 12));
    expect(recorder.of("validation").map(({ loss }) => loss)).toEqual(
      result.epochs.map(({ validationLoss }) => validationLoss),
    );
    const [first] = result.epochs;
    const mean = recorder.losses.slice(0, 12).reduce((sum, loss) => sum + loss, 0) / 12;
    expect(first?.trainLoss).toBeCloseTo(mean, 6);
    expect(recorder.closed).toBe(1);
  });

  it("leaves the model with the best epoch's weights and predictions", async () => {
    const options = nanoFinetune({ epochs: 4, metric: scripted(0.1, 0.8, 0.8, 0.3) });
    const result = await finetune(options);
    expect(result.best?.epoch).toBe(2); // the first of equals
    expect(result.epochs.map(({ best }) => best)).toEqual([true, true, false, false]);
    const { examples } = encodeTask(options.model.head, characters, options.validation);
    const again = await predictTask(options.model, examples);
    expect(again.predictions).toEqual(result.predictions);
    expect(again.loss).toBe(result.epochs[1]?.validationLoss);
    expect(again.loss).not.toBe(result.epochs[3]?.validationLoss);
  });

  it("takes an epoch with a metric over one without", async () => {
    const metric = scripted(Number.NaN, 0.1, Number.NaN);
    expect((await finetuned({ metric })).best?.epoch).toBe(2);
  });

  it("stops when epochs no longer improve", async () => {
    const metric = scripted(0.5, 0.6, 0.6, 0.5, 0.9);
    const result = await finetuned({ epochs: 9, patience: 2, metric });
    expect([result.reason, result.epochs.length, result.best?.epoch]).toEqual(["patience", 4, 2]);
  });

  it("judges as rarely as it is told to, and always at the end", async () => {
    const recorder = new Recorder();
    const result = await finetuned({ epochs: 5, judgeEvery: 2, callbacks: [recorder] });
    expect(result.epochs.map(({ epoch }) => epoch)).toEqual([2, 4, 5]);
    const mean = (losses: readonly number[]) =>
      losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const { losses } = recorder; // 6 updates an epoch
    expect(result.epochs[0]?.trainLoss).toBeCloseTo(mean(losses.slice(0, 12)), 6);
    expect(result.epochs[2]?.trainLoss).toBeCloseTo(mean(losses.slice(24)), 6);
  });

  it("counts patience in judgements", async () => {
    const metric = scripted(0.6, 0.5, 0.5, 0.9);
    const result = await finetuned({ epochs: 9, judgeEvery: 2, patience: 2, metric });
    expect([result.reason, result.epochs.length, result.best?.epoch]).toEqual(["patience", 3, 2]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const callback = {
      on: (event: { type: string }) => {
        if (event.type === "step") controller.abort();
      },
    };
    const result = await finetuned({ signal: controller.signal, callbacks: [callback] });
    expect([result.reason, result.epochs, result.best]).toEqual(["interrupted", [], null]);
  });

  it("gives the same losses and predictions again, bit for bit, and others with another seed", async () => {
    const run = async (seed: number) => {
      const recorder = new Recorder();
      const { predictions } = await finetuned({ seed, callbacks: [recorder], epochs: 2 });
      return { predictions, losses: recorder.losses };
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect((await run(6)).losses).not.toEqual(first.losses);
  });

  it("gives the schedule the number of updates", async () => {
    const asked: number[] = [];
    const schedule = (updates: number) => (update: number) => {
      asked.push(updates, update);
      return 0;
    };
    await finetuned({ epochs: 1, batchSize: 20, schedule });
    expect(asked).toEqual([3, 1, 3, 2, 3, 3]);
  });

  it("says what was cut", async () => {
    const recorder = new Recorder();
    const train = [{ text: "x".repeat(30), label: 1 }, ...xTexts(7)];
    const result = await finetuned({ train, epochs: 1, callbacks: [recorder] });
    expect(result.cut.train).toEqual({ examples: 1, tokens: 8 });
    expect(recorder.of("note").map(({ message }) => message)).toEqual([
      "1 of 8 training examples are longer than the context: 8 tokens were cut off",
    ]);
  });

  it("refuses no examples", async () => {
    await expect(finetuned({ train: [] })).rejects.toThrow(/no training examples/);
    await expect(finetuned({ validation: [] })).rejects.toThrow(/no validation examples/);
  });

  it("leaves no tensor behind", async () => {
    await finetuned({ epochs: 1 });
    const before = memory().numTensors;
    await finetuned({ epochs: 2 });
    expect(memory().numTensors).toBe(before);
  });
});

describe("finetune over an encoder", () => {
  it("learns tags, though the pooler has no part in it", async () => {
    const sentences = (salt: number) =>
      xTexts(16, salt).map(({ text }) => {
        const words = [...text.slice(0, 6)];
        return { words, tags: words.map((word) => Number(word === "x")) };
      });
    const metric: FinetuneOptions["metric"] = (predictions, examples) => {
      const pairs = predictions.flatMap((prediction, i) => {
        const example = examples[i];
        if (prediction.type !== "tags" || example === undefined || !("tags" in example)) return [];
        return prediction.tags.map((tag, at) => tag === example.tags[at]);
      });
      return pairs.filter(Boolean).length / pairs.length;
    };
    const model = nanoTask({ type: "tagging", labels: 2 }, "bert");
    const options = { train: sentences(0), validation: sentences(1), metric, epochs: 8 };
    const result = await finetuned({ model, ...options, batchSize: 4 });
    expect(result.best?.metric).toBeGreaterThan(0.97);
  });
});

describe("finetune over windows of passages", () => {
  it("learns to point at a letter, in passages longer than the context", async () => {
    const questions = (salt: number) =>
      Array.from({ length: 24 }, (_, i) => {
        const letters = Array.from({ length: 30 }, (_, at) => "abcde"[(i + at * at + salt) % 5]);
        const start = (i * 11 + salt) % 30;
        letters[start] = "x";
        const answers = [{ text: "x", start }];
        return { id: `${i}`, question: "w", context: letters.join(""), answers };
      });
    const metric: FinetuneOptions["metric"] = (predictions, examples) =>
      predictions.filter((prediction, i) => {
        const example = examples[i];
        if (prediction.type !== "span" || example === undefined || !("answers" in example))
          return false;
        return prediction.start === example.answers[0]?.start && prediction.text === "x";
      }).length / examples.length;
    const result = await finetuned({
      model: nanoTask({ type: "span", stride: 10, maxAnswer: 3 }, "bert"),
      train: questions(0),
      validation: questions(7),
      metric,
      epochs: 5,
    });
    expect(result.epochs[0]?.step).toBe(6); // two windows each: 48 items
    expect(result.best?.metric).toBeGreaterThan(0.9);
  });
});

describe("predictTask", () => {
  it("gives predictions in the order of the examples, whatever shares a batch", async () => {
    const model = nanoTask({ type: "classification" });
    const { examples } = encodeTask(model.head, characters, xTexts(11));
    const [one, many] = [await predictTask(model, examples, 1), await predictTask(model, examples)];
    for (const [i, prediction] of one.predictions.entries()) {
      const [a, b] = [prediction, many.predictions[i]];
      if (a.type !== "class" || b?.type !== "class") throw new Error("no class");
      expect(b.probabilities[0]).toBeCloseTo(a.probabilities[0] as number, 6);
    }
    expect(many.loss).toBeCloseTo(one.loss, 5);
    expect(accuracy(many.predictions, xTexts(11))).toBeGreaterThanOrEqual(0);
  });
});

it("takes task sets of @gpt/data as they are", () => {
  type Learned = TaskForms[Exclude<keyof TaskForms, "seq2seq">];
  const set: Pick<TaskSet<"classification">, "train"> = { train: xTexts(2) };
  const examples: readonly TaskExample[] = set.train satisfies readonly Learned[];
  const every: (example: Learned) => TaskExample = (example) => example;
  expect(examples.map((example) => every(example as Learned))).toEqual(xTexts(2));
});
