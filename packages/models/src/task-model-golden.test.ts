import "@tensorflow/tfjs-backend-cpu";
import { type Family, nameTable, type TensorData } from "@gpt/checkpoint";
import { hasShared } from "@gpt/fixtures";
import { INFERENCE } from "@gpt/layers";
import { globalNorm, valueAndGrads } from "@gpt/ops";
import type { PluginConfig } from "@gpt/registry";
import {
  ready,
  reshape,
  slice,
  type Tensor,
  tensor,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModel, type TaskModel, type TensorBatch } from "./index.ts";
import {
  expectClose,
  type Reference,
  reference,
  registry,
  worstError,
} from "./reference-fixture.ts";
import { importInto, intTensor, shiftedLeft } from "./task-model-fixture.ts";

beforeAll(async () => {
  await ready();
});

/** A gradient as PyTorch's BERT has it: its word table learns nothing about the padding token 0. */
function withoutPadding(grad: Tensor | null, name = ""): Tensor[] {
  if (grad === null) return [];
  return name.endsWith("word_embeddings.weight") ? [slice(grad, [1, 0])] : [grad];
}

/** Loss, its gradient's norm, and every gradient that was recorded. */
function expectTraining(
  model: TaskModel,
  batch: TensorBatch,
  family: Family,
  { io, json }: Reference,
  expected: { readonly name: string; readonly loss: string },
): void {
  const parameters = [...model.parameters];
  const variables = parameters.map((parameter) => parameter.variable);
  const { value, grads } = valueAndGrads(() => model.loss(batch, INFERENCE), variables);
  const wanted = json.cases[expected.name] ?? {};
  expect(worstError(value.dataSync(), [wanted[expected.loss] as number])).toBeLessThan(1e-4);
  const norm = globalNorm(grads.flatMap((grad, i) => withoutPadding(grad, parameters[i]?.name)));
  expect(worstError(norm.dataSync(), [wanted.grad_norm_all as number])).toBeLessThan(1e-4);
  const { prefix, transposed } = nameTable(family);
  const recorded = [...io.keys()].filter((key) => key.startsWith(`${expected.name}.grad.`));
  const checked = recorded.map((key) => {
    const bare = key.slice(`${expected.name}.grad.`.length);
    const name = bare.startsWith(prefix) ? bare.slice(prefix.length) : bare;
    const index = parameters.findIndex((parameter) => parameter.name === name);
    const grad = grads[index] as Tensor;
    expectClose(transposed?.test(name) ? transpose(grad) : grad, io.get(key) as TensorData);
    return name;
  });
  expect(checked.length).toBeGreaterThan(1);
}

const TINY = { vocabSize: 61, contextLength: 24, nLayer: 1, nHead: 2, dModel: 24, dFf: 48 };
const bert = (head: PluginConfig): PluginConfig => ({
  type: "task",
  trunk: { type: "bert", ...TINY, dropout: 0 },
  head: { ...head, dropout: 0 },
});

describe.skipIf(!hasShared("vectors", "models"))("task models equal PyTorch within 1e-4", () => {
  for (const name of ["case0", "case1"]) {
    it(`GPT-1 ${name}: multiple choice with the auxiliary language-model loss`, () => {
      const folder = reference("gpt1");
      const { io, json } = folder;
      const sizes = { vocabSize: 121, contextLength: 40, nLayer: 2, nHead: 4, dModel: 64 };
      const model = createModel(registry, {
        type: "task",
        trunk: { type: "gpt1", ...sizes, dropout: 0 },
        head: { type: "multiple-choice", dropout: 0 },
      }) as TaskModel;
      importInto(model, "openai-gpt", folder.model);
      const at = io.get(`${name}.mc_token_ids`) as TensorData;
      const [batch, choices, time] = intTensor(io, `${name}.input_ids`).shape as [
        number,
        number,
        number,
      ];
      const tensors = {
        inputs: reshape(intTensor(io, `${name}.input_ids`), [batch * choices, time]),
        targets: shiftedLeft(io.get(`${name}.labels`) as TensorData),
        read: tensor(
          Int32Array.from(at.data as Int32Array, (t, row) => row * time + t),
          [batch * choices],
          "int32",
        ),
        realChoices: tensor(new Int32Array(batch * choices).fill(1), [batch, choices], "int32"),
        labels: intTensor(io, `${name}.mc_labels`),
      };
      expectClose(model.logits(tensors), io.get(`${name}.mc_logits`) as TensorData);
      const { task, lm } = model.losses(tensors, INFERENCE);
      const { mc_loss: mc, lm_loss: next } = json.cases[name] ?? {};
      expect(worstError(task.dataSync(), [mc as number])).toBeLessThan(1e-4);
      expect(worstError((lm as Tensor).dataSync(), [next as number])).toBeLessThan(1e-4);
      const loss = "combined_mc_plus_half_lm";
      expectTraining(model, tensors, "openai-gpt", folder, { name, loss });
    });
  }

  it("BERT: sequence classification on the pooled vector", () => {
    const folder = reference("bert_seqcls");
    const model = createModel(registry, bert({ type: "classification", labels: 3 })) as TaskModel;
    importInto(model, "bert", folder.model);
    const batch = {
      inputs: intTensor(folder.io, "case0.input_ids"),
      tokenTypes: intTensor(folder.io, "case0.token_type_ids"),
      attentionMask: intTensor(folder.io, "case0.attention_mask"),
      labels: intTensor(folder.io, "case0.labels"),
    };
    expectClose(model.logits(batch), folder.io.get("case0.logits") as TensorData);
    expectTraining(model, batch, "bert", folder, { name: "case0", loss: "loss" });
  });

  it("BERT: a tag for every token, learned where there is one", () => {
    const folder = reference("bert_tokcls");
    const model = createModel(registry, bert({ type: "tagging", labels: 5 })) as TaskModel;
    importInto(model, "bert", folder.model);
    const batch = {
      inputs: intTensor(folder.io, "case0.input_ids"),
      tokenTypes: intTensor(folder.io, "case0.token_type_ids"),
      attentionMask: intTensor(folder.io, "case0.attention_mask"),
      labels: intTensor(folder.io, "case0.labels"),
    };
    const mask = folder.io.get("case0.attention_mask");
    expectClose(model.logits(batch), folder.io.get("case0.logits") as TensorData, mask);
    expectTraining(model, batch, "bert", folder, { name: "case0", loss: "loss" });
  });

  it("BERT: start and end of an answer", () => {
    const folder = reference("bert_qa");
    const { io } = folder;
    const model = createModel(registry, bert({ type: "span", positions: "all" })) as TaskModel;
    importInto(model, "bert", folder.model);
    const batch = {
      inputs: intTensor(io, "case0.input_ids"),
      tokenTypes: intTensor(io, "case0.token_type_ids"),
      attentionMask: intTensor(io, "case0.attention_mask"),
      starts: intTensor(io, "case0.start_positions"),
      ends: intTensor(io, "case0.end_positions"),
    };
    const [start, end] = unstack(model.logits(batch), 2) as [Tensor, Tensor];
    expectClose(start, io.get("case0.start_logits") as TensorData);
    expectClose(end, io.get("case0.end_logits") as TensorData);
    expectTraining(model, batch, "bert", folder, { name: "case0", loss: "loss" });
  });
});
