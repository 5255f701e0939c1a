import "@tensorflow/tfjs-backend-cpu";
import { beamSearch, generateText } from "@gpt/generation";
import type { TaskExample, TaskTokenizer } from "@gpt/heads";
import {
  type CausalModel,
  createModel,
  modelPlugins,
  type Seq2SeqModel,
  type TaskModel,
  type TrainableModel,
} from "@gpt/models";
import { valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { type PluginConfig, Registry } from "@gpt/registry";
import { byteTokenizer } from "@gpt/tokenizer";
import {
  getKernelsForBackend,
  registerKernel,
  type Tensor,
  tensor,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { startNative } from "./plugin.ts";

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);
const SIZES = { vocabSize: 257, contextLength: 32, nLayer: 2, nHead: 2, dModel: 16, dropout: 0.1 };

/** Kernels that ran in plain JavaScript since the last look, and how often. */
const inJavaScript = new Map<string, number>();

/** Replaces the plain kernels, which the native backend falls to, by ones that count. */
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

const int = (...rows: number[][]) => tensor(rows, [rows.length, rows[0]?.length ?? 0], "int32");
const [IDS, NEXT, ONES, SPARSE] = [
  [5, 6, 7, 8],
  [6, 7, 8, 9],
  [1, 1, 1, 0],
  [-100, 6, -100, 9],
];

type Batch = { readonly [name: string]: Tensor };
const causal = (): Batch => ({ inputs: int(IDS, NEXT), targets: int(NEXT, SPARSE) });
const masked = (): Batch => ({
  ...{ inputs: int(IDS), tokenTypes: int([0, 0, 1, 1]), attentionMask: int(ONES) },
  ...{ labels: int(SPARSE), nextSentence: tensor([1], [1], "int32") },
});
const paired = (): Batch => ({
  ...{ source: int(IDS), sourceMask: int(ONES) },
  ...{ decoderInputs: int(IDS), decoderMask: int(ONES), decoderTargets: int(NEXT) },
});

const OPTIMIZERS = ["adamw", "adam", "adam-gpt1", "adam-bert", "sgd"];

function make(config: PluginConfig): TrainableModel {
  const model = createModel(registry, config);
  model.parameters.initialize(1);
  return model;
}

/** A step with every optimizer, clipped. */
function train(model: TrainableModel, batch: Batch): void {
  const variables = [...model.parameters].map(({ variable }) => variable);
  for (const type of OPTIMIZERS) {
    const config = { type, clipNorm: 1, weightDecay: 0.1 };
    const optimizer = registry.create("optimizer", config, { parameters: model.parameters });
    const context = { training: true, seed: 1, step: 0 };
    const { value, grads } = valueAndGrads(() => model.loss(batch, context), variables);
    optimizer.step(grads, 1e-3);
    expect(value.dataSync()[0]).toBeGreaterThan(0);
  }
}

/** One token for each character. */
const characters: TaskTokenizer = {
  vocabSize: 40,
  specials: new Map([
    ["[CLS]", 1],
    ["[SEP]", 2],
  ]),
  encode: (text) => [...text].map((character) => 3 + (character.charCodeAt(0) % 37)),
  encodeWithOffsets: (text) => ({
    ids: characters.encode(text),
    starts: [...text].map((_, i) => i),
    ends: [...text].map((_, i) => i + 1),
  }),
};

const pair = { text: "cats eat", second: "fish eat", label: 1 };
const choice = { context: "cats eat", choices: ["fish", "houses"], label: 0 };
const tagged = { words: ["cats", "eat", "fish"], tags: [1, 0, 2] };
const answers = [{ text: "cats", start: 0 }];
const question = { id: "q", question: "who", context: "cats eat", answers };

const HEADS: readonly (readonly [PluginConfig, TaskExample])[] = [
  [{ type: "classification" }, { text: "cats eat", label: 1 }],
  [{ type: "entailment" }, pair],
  [{ type: "similarity" }, pair],
  [{ type: "similarity", labels: 1 }, pair],
  [{ type: "regression" }, pair],
  [{ type: "multiple-choice" }, choice],
  [{ type: "tagging", labels: 3 }, tagged],
  [{ type: "span" }, question],
];

function taskBatch(model: TaskModel, example: TaskExample): Batch {
  const encoded = model.head.encode(example, characters);
  const tensors = Object.entries(model.head.batch([encoded].flat()));
  return Object.fromEntries(
    tensors.map(([name, { data, shape }]) => [name, tensor(data, [...shape], "int32")]),
  );
}

/** Everything that a fine-tuned model does. */
function finetune(trunk: string, head: PluginConfig, example: TaskExample): void {
  const sizes = { ...SIZES, vocabSize: trunk === "bert" ? 40 : 43 };
  const model = make({ type: "task", trunk: { type: trunk, ...sizes }, head }) as TaskModel;
  const batch = taskBatch(model, example);
  train(model, batch);
  model.logits(batch).dataSync();
}

describe.skipIf(missing())("no kernel runs in plain JavaScript", () => {
  beforeAll(async () => {
    countPlainKernels();
    await startNative({ threads: 2 });
  });
  afterEach(() => {
    const counted = Object.fromEntries(inJavaScript);
    inJavaScript.clear();
    expect(counted).toEqual({});
  });

  const alternating = { type: "alternating", of: ["causal", { type: "banded", window: 5 }] };
  it.each([
    { type: "gpt1" },
    { type: "gpt2" },
    { type: "gpt3", attention: alternating },
    { type: "gpt3", attention: { type: "strided", stride: 4 } },
  ])("when $type trains and writes", async (config) => {
    const model = make({ ...config, ...SIZES }) as CausalModel;
    train(model, causal());
    const sampler = { type: "sampling", temperature: 0.8, topK: 9, topP: 0.9 };
    await generateText(model, byteTokenizer(), "abc", { maxNewTokens: 40, sampler });
  });

  it("when BERT trains", () => {
    train(make({ type: "bert", ...SIZES }), masked());
  });

  it("when the Transformer trains and translates", async () => {
    const model = make({ type: "transformer", ...SIZES }) as Seq2SeqModel;
    train(model, paired());
    await beamSearch(model, [[3, 4, 5], [4]], { start: 1, end: 2, extraTokens: 5 });
  });

  for (const [head, example] of HEADS) {
    it.each(head.type === "span" ? ["bert"] : ["gpt1", "bert"])(
      `when a ${head.type} head learns over %s`,
      (trunk) => finetune(trunk, head, example),
    );
  }
});
