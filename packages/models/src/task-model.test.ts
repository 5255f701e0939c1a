import "@tensorflow/tfjs-backend-cpu";
import type { TaskExample, TaskHead, TrunkStates } from "@gpt/heads";
import { INFERENCE } from "@gpt/layers";
import { valueAndGrads } from "@gpt/ops";
import type { PluginConfig } from "@gpt/registry";
import {
  memory,
  ready,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  adoptPretrained,
  createModel,
  isTaskModel,
  type TaskModel,
  type TensorBatch,
  type TrainableModel,
} from "./index.ts";
import { registry, worstError } from "./reference-fixture.ts";
import { batchOf, characters } from "./task-model-fixture.ts";

// Weights that are far from 0: nothing that should not matter can hide in small numbers.
const SIZES = { initStd: 0.3, contextLength: 32, nLayer: 2, nHead: 2, dModel: 16, dropout: 0 };
const GPT1 = { type: "gpt1", ...SIZES, vocabSize: 43 };
const BERT = { type: "bert", ...SIZES, vocabSize: 40 };

function make(head: PluginConfig, trunk: PluginConfig = GPT1, options: object = {}): TaskModel {
  const model = createModel(registry, { type: "task", trunk, head, ...options }) as TaskModel;
  model.parameters.initialize(1);
  return model;
}

const text = { text: "cats like fish", label: 1 };
const pair = { text: "cats like fish", second: "fish fear cats", label: 1 };
const choice = { context: "cats eat", choices: ["fish", "houses and trees"], label: 0 };
const tagged = { words: ["cats", "eat", "fish"], tags: [1, 0, 2] };
const question = {
  id: "q",
  question: "who",
  context: "cats eat fish",
  answers: [{ text: "cats", start: 0 }],
};
const longer = {
  text: { text: "a much longer text than that", label: 0 },
  pair: { text: "a longer text", second: "than that", label: 0 },
  choice: { context: "a longer text", choices: ["than", "that", "this"], label: 1 },
  tagged: { words: ["a", "much", "longer", "text"], tags: [0, 1, 2, 0] },
  question: { ...question, context: "a much longer text" },
};

/** Every head, with a short and a long example. */
const HEADS: readonly (readonly [PluginConfig, TaskExample, TaskExample])[] = [
  [{ type: "classification" }, text, longer.text],
  [{ type: "classification" }, pair, longer.pair],
  [{ type: "entailment" }, pair, longer.pair],
  [{ type: "similarity" }, pair, longer.pair],
  [{ type: "similarity", labels: 1 }, pair, longer.pair],
  [{ type: "regression" }, pair, longer.pair],
  [{ type: "multiple-choice" }, choice, longer.choice],
  [{ type: "tagging", labels: 3 }, tagged, longer.tagged],
  [{ type: "span" }, question, longer.question],
];

const losses = (model: TaskModel, batch: TensorBatch) => {
  const { task, lm } = model.losses(batch, INFERENCE);
  return [task.dataSync()[0] as number, (lm?.dataSync()[0] ?? Number.NaN) as number] as const;
};

beforeAll(async () => {
  await ready();
});

for (const [trunkName, trunk] of Object.entries({ gpt1: GPT1, bert: BERT })) {
  describe(`task heads over ${trunkName}`, () => {
    for (const [head, short, long] of HEADS) {
      if (trunkName === "gpt1" && head.type === "span") continue;
      const name = `${head.type}${"second" in short ? " of pairs" : ""} ${head.labels ?? ""}`;

      it(`${name}: what stands beside an example in a batch changes nothing for it`, () => {
        const model = make(head, trunk);
        const alone = model.logits(batchOf(model, short)).dataSync();
        const together = model.logits(batchOf(model, short, long));
        // Row 0; its padding, of positions or of choices, stands behind.
        const first = together.dataSync().slice(0, alone.length);
        expect(worstError(first, alone)).toBeLessThan(1e-6);
      });

      if (head.type === "tagging") continue; // Its loss is the mean over words.
      it(`${name}: the loss of a batch is the mean over its examples`, () => {
        const model = make(head, trunk);
        const of = (...examples: TaskExample[]) => losses(model, batchOf(model, ...examples))[0];
        const mean = (of(short) + of(long)) / 2;
        expect(worstError([of(short, long)], [mean])).toBeLessThan(1e-5);
      });
    }
  });
}

describe("GPT-1's fine-tuning", () => {
  it("similarity does not depend on the order of the texts", () => {
    for (const trunk of [GPT1, BERT]) {
      const model = make({ type: "similarity" }, trunk);
      const swapped = { text: pair.second, second: pair.text, label: 1 };
      const [one, other] = [pair, swapped].map((example) =>
        model.logits(batchOf(model, example)).dataSync(),
      );
      expect(worstError(one as Float32Array, other as Float32Array)).toBeLessThan(1e-6);
      const entailment = make({ type: "entailment", labels: 2 }, trunk);
      const [a, b] = [pair, swapped].map((example) =>
        entailment.logits(batchOf(entailment, example)).dataSync(),
      );
      expect(worstError(a as Float32Array, b as Float32Array)).toBeGreaterThan(1e-2);
    }
  });

  it("reads exactly one position of each sequence, the extract token's", () => {
    for (const [config, example] of [
      ["classification", text],
      ["similarity", pair],
      ["multiple-choice", choice],
    ] as const) {
      const model = make({ type: config });
      const batch = batchOf(model, example);
      const reached = positionsRead(model.head, batch);
      expect(reached).toEqual([...(batch.read as Tensor).dataSync()]);
      const ids = (batch.inputs as Tensor).dataSync();
      expect(reached.map((position) => ids[position])).toEqual(reached.map(() => 42)); // _classify_
    }
  });

  it("adds half of the language-model loss; the weight can be changed, and 0 turns it off", () => {
    for (const [options, weight] of [
      [{}, 0.5],
      [{ lmWeight: 0.25 }, 0.25],
      [{ lmWeight: 0 }, 0],
    ] as const) {
      const model = make({ type: "classification" }, GPT1, options);
      const batch = batchOf(model, text, longer.text);
      const [task, lm] = losses(model, batch);
      const total = model.loss(batch, INFERENCE).dataSync()[0] as number;
      expect(total).toBeCloseTo(task + (weight === 0 ? 0 : weight * lm), 5);
      expect(Number.isNaN(lm)).toBe(weight === 0);
    }
  });

  it("takes the language-model loss over all sequences, padding and the last token left out", () => {
    const model = make({ type: "multiple-choice" });
    const causal = createModel(registry, GPT1);
    causal.parameters.initialize(1);
    const batch = batchOf(model, choice);
    const expected = causal.loss(batch, INFERENCE).dataSync()[0] as number;
    expect(losses(model, batch)[1]).toBeCloseTo(expected, 5);
  });

  it("trains every weight, the new tokens' rows as well", () => {
    const model = make({ type: "similarity" }, { ...GPT1, dropout: 0.1 });
    const variables = [...model.parameters].map((parameter) => parameter.variable);
    const batch = batchOf(model, pair);
    const step = { training: true, seed: 1, step: 0 };
    const { grads } = valueAndGrads(() => model.loss(batch, step), variables);
    expect(grads.every((grad) => grad !== null)).toBe(true);
    const rows = (grads[0] as Tensor).arraySync() as number[][];
    for (const id of [40, 41, 42]) expect(rows[id]?.some((value) => value !== 0)).toBe(true);
  });

  it("drops out in front of the output layer while training, and only then", () => {
    const model = make({ type: "classification", dropout: 0.5 }, GPT1, { lmWeight: 0 });
    const batch = batchOf(model, text);
    const loss = (training: boolean, step: number) =>
      model.loss(batch, { training, seed: 1, step }).dataSync()[0];
    expect(new Set([0, 1, 2, 3].map((step) => loss(true, step))).size).toBeGreaterThan(1);
    expect(loss(true, 2)).toBe(loss(true, 2));
    expect(loss(false, 0)).toBe(loss(false, 1));
  });
});

/** Rows of `[N·T]` that the task's scores depend on. */
function positionsRead(head: TaskHead, batch: TensorBatch): number[] {
  const [rows, time] = (batch.inputs as Tensor).shape as [number, number];
  const values = Array.from({ length: rows * time * 16 }, (_, i) => Math.sin(i));
  const hidden = variable(tensor(values, [rows, time, 16]));
  const states: TrunkStates = { hidden, pool: null };
  const { grads } = valueAndGrads(
    () => sum(head.outputs(states, batch, INFERENCE)) as Scalar,
    [hidden],
  );
  const slope = (grads[0] as Tensor).dataSync();
  const touched = Array.from({ length: rows * time }, (_, i) =>
    slope.slice(i * 16, (i + 1) * 16).some((value) => value !== 0),
  );
  return touched.flatMap((is, i) => (is ? [i] : []));
}

describe("a task model", () => {
  it("is made again from its config", () => {
    const model = make({ type: "multiple-choice" }, BERT);
    const again = createModel(registry, JSON.parse(JSON.stringify(model.config)));
    expect(isTaskModel(again)).toBe(true);
    expect(again.parameters.names).toEqual(model.parameters.names);
    expect(again.config).toEqual(model.config);
  });

  it("leaves an encoder's pre-training head out, and keeps a decoder's", () => {
    const names = make({ type: "tagging", labels: 3 }, BERT).parameters.names;
    expect(names.filter((name) => name.startsWith("cls."))).toEqual([]);
    expect(names.slice(-2)).toEqual(["classifier.weight", "classifier.bias"]);
    const untied = { ...GPT1, head: { type: "lm", tied: false } };
    const model = make({ type: "classification" }, untied);
    expect(model.parameters.names).toContain("lm_head.weight");
    expect(losses(model, batchOf(model, text))[1]).toBeGreaterThan(0);
  });

  it("refuses an encoder-decoder, and a language-model loss over an encoder", () => {
    const head = { type: "classification" };
    expect(() => make(head, { type: "transformer", vocabSize: 40 })).toThrow(/cannot stand on/);
    expect(() => make(head, BERT, { lmWeight: 0.5 })).toThrow(/left-to-right/);
    expect(make(head, BERT, { lmWeight: 0 }).lmWeight).toBe(0);
  });

  it("frees what a prediction took", async () => {
    const model = make({ type: "classification" });
    const batch = batchOf(model, text);
    const encoded = [model.head.encode(text, characters)];
    await model.predict(batch, encoded);
    const before = memory().numTensors;
    await model.predict(batch, encoded);
    expect(memory().numTensors).toBe(before);
  });
});

describe("pre-trained weights", () => {
  const weightsOf = (model: TrainableModel) =>
    [...model.parameters].map(({ name, shape, variable: held }) => ({
      name,
      shape,
      values: Float32Array.from(held.dataSync()),
    }));
  const pretrained = (config: PluginConfig) => {
    const model = createModel(registry, config);
    model.parameters.initialize(7);
    return model;
  };

  it("are taken over; rows of new tokens and the head keep their first values", async () => {
    const before = pretrained({ ...GPT1, vocabSize: 40 });
    const model = make({ type: "classification" });
    const first = weightsOf(model);
    expect(await adoptPretrained(model, weightsOf(before))).toEqual([]);
    const given = new Map(weightsOf(before).map(({ name, values }) => [name, values]));
    for (const [i, { name, values }] of weightsOf(model).entries()) {
      const known = given.get(name) ?? new Float32Array();
      expect(values.slice(0, known.length)).toEqual(known);
      expect(values.slice(known.length)).toEqual(first[i]?.values.slice(known.length));
    }
  });

  it("names the pre-training heads that the task has no use for", async () => {
    const unused = await adoptPretrained(
      make({ type: "classification" }, BERT),
      weightsOf(pretrained(BERT)),
    );
    expect(unused.length).toBe(7);
    expect(unused.every((name) => name.startsWith("cls."))).toBe(true);
  });

  it("of another architecture or size are refused", async () => {
    const model = make({ type: "classification" });
    const other = weightsOf(pretrained({ ...BERT, vocabSize: 43 }));
    await expect(adoptPretrained(model, other)).rejects.toThrow(/wte|tokens_embed/);
    const wide = weightsOf(pretrained({ ...GPT1, dModel: 32 }));
    await expect(adoptPretrained(model, wide)).rejects.toThrow(/\[43,32\] instead of \[43,16\]/);
    const many = weightsOf(pretrained({ ...GPT1, vocabSize: 50 }));
    await expect(adoptPretrained(model, many)).rejects.toThrow(/\[50,16\]/);
  });
});
