import "@tensorflow/tfjs-backend-cpu";
import { type Family, nameTable, type TensorData, toFloat32 } from "@gpt/checkpoint";
import { hasShared } from "@gpt/fixtures";
import { INFERENCE } from "@gpt/layers";
import { crossEntropy, valueAndGrads } from "@gpt/ops";
import {
  add,
  gather,
  matMul,
  mul,
  ready,
  reshape,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor,
  transpose,
  variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { CausalModel, MaskedModel, Seq2SeqModel, TrainableModel } from "./index.ts";
import { expectClose, load, reference, tensorOf, worstError } from "./reference-fixture.ts";

beforeAll(async () => {
  await ready();
});

/** Loss, and every gradient that the reference recorded for a case. */
function expectLossAndGradients(
  model: TrainableModel,
  family: Family,
  io: ReadonlyMap<string, TensorData>,
  name: string,
  loss: {
    readonly expected: number;
    readonly of: () => Scalar;
    readonly norm?: number | undefined;
  },
): void {
  const parameters = [...model.parameters];
  const variables = parameters.map((parameter) => parameter.variable);
  const { value, grads } = valueAndGrads(loss.of, variables);
  expect(worstError(value.dataSync(), [loss.expected])).toBeLessThan(1e-4);
  const { prefix, transposed } = nameTable(family);
  let checked = 0;
  for (const [i, parameter] of parameters.entries()) {
    const published = io.get(`${name}.grad.${prefix}${parameter.name}`);
    if (published === undefined) continue;
    const grad = grads[i] as Tensor;
    expectClose(transposed?.test(parameter.name) ? transpose(grad) : grad, published);
    checked++;
  }
  const recorded = [...io.keys()].filter((key) => key.startsWith(`${name}.grad.`));
  expect(checked).toBe(recorded.filter((key) => !key.includes("multiple_choice_head")).length);
}

/** Next-token targets: labels shifted left. */
function shifted(labels: TensorData): Tensor {
  const [batch, time] = labels.shape.slice(-2) as [number, number];
  const rows = labels.data.length / time;
  const next = Int32Array.from(labels.data as Int32Array, (_, i) =>
    i % time === time - 1 ? -100 : ((labels.data as Int32Array)[i + 1] as number),
  );
  return tensor(next, [labels.shape.length > 2 ? rows : batch, time], "int32");
}

describe.skipIf(!hasShared("vectors", "models"))("equal to PyTorch within 1e-4", () => {
  describe("GPT-2", () => {
    const sizes = {
      vocabSize: 131,
      contextLength: 48,
      nLayer: 2,
      nHead: 4,
      dModel: 64,
      dropout: 0,
    };
    for (const name of ["case0", "case1", "case2"]) {
      it(`${name}: hidden states, logits, loss and gradients`, () => {
        const { model: weights, io, json } = reference("gpt2");
        const model = load<CausalModel>({ type: "gpt2", ...sizes }, "gpt2", weights);
        const ids = tensorOf(io, `${name}.input_ids`);
        const attentionMask = tensorOf(io, `${name}.attention_mask`);
        const positions = tensorOf(io, `${name}.position_ids`);
        const mask = io.get(`${name}.attention_mask`) as TensorData;
        const hidden: Tensor[] = [];
        const options = { attentionMask, positions, onBlock: (x: Tensor) => hidden.push(x) };
        expectClose(model.logits(ids, options), io.get(`${name}.logits`) as TensorData, mask);
        for (const k of [0, 1]) {
          const expected = io.get(`${name}.hidden.${k}`);
          if (expected) expectClose(hidden[k] as Tensor, expected, mask);
        }
        const targets = shifted(io.get(`${name}.labels`) as TensorData);
        const batch = { inputs: ids, targets, attentionMask, positions };
        expectLossAndGradients(model, "gpt2", io, name, {
          expected: json.cases[name]?.loss as number,
          of: () => model.loss(batch, INFERENCE),
        });
      });
    }

    it("greedy continuation with a key/value cache", () => {
      const { model: weights, io } = reference("gpt2");
      const model = load<CausalModel>({ type: "gpt2", ...sizes }, "gpt2", weights);
      for (const name of ["case0", "case2"]) {
        const expected = [...((io.get(`${name}.greedy`) as TensorData).data as Int32Array)];
        const prompt = Math.floor(
          ((io.get(`${name}.input_ids`) as TensorData).shape[1] as number) / 3,
        );
        expect(continuation(model, expected.slice(0, prompt), expected.length)).toEqual(expected);
      }
    });
  });

  it("GPT-Neo: hidden states, logits, loss and gradients", () => {
    const { model: weights, io, json } = reference("gpt_neo");
    const config = {
      type: "gpt-neo",
      vocabSize: 71,
      contextLength: 40,
      nLayer: 4,
      nHead: 4,
      dModel: 32,
      dFf: 96,
      attention: { type: "alternating", of: ["causal", { type: "banded", window: 6 }] },
    };
    const model = load<CausalModel>(config, "gpt_neo", weights);
    for (const name of ["case0", "case1"]) {
      const ids = tensorOf(io, `${name}.input_ids`);
      expectClose(model.logits(ids), io.get(`${name}.logits`) as TensorData);
      const batch = { inputs: ids, targets: shifted(io.get(`${name}.input_ids`) as TensorData) };
      expectLossAndGradients(model, "gpt_neo", io, name, {
        expected: json.cases[name]?.loss as number,
        of: () => model.loss(batch, INFERENCE),
      });
    }
  });

  for (const name of ["case0", "case1"]) {
    it(`GPT-1 ${name}: logits, and the joint loss of multiple choice and language modelling`, () => {
      const { model: weights, io, json } = reference("gpt1");
      const head = weights.get("multiple_choice_head.summary.weight") as TensorData;
      const bias = weights.get("multiple_choice_head.summary.bias") as TensorData;
      const trunk = new Map([...weights].filter(([key]) => !key.startsWith("multiple_choice")));
      const sizes = {
        vocabSize: 121,
        contextLength: 40,
        nLayer: 2,
        nHead: 4,
        dModel: 64,
        dropout: 0,
      };
      const model = load<CausalModel>({ type: "gpt1", ...sizes }, "openai-gpt", trunk);
      const [batch, choices, time] = (io.get(`${name}.input_ids`) as TensorData).shape as [
        number,
        number,
        number,
      ];
      const flat = (key: string) =>
        reshape(tensorOf(io, `${name}.${key}`), [batch * choices, time]);
      const ids = flat("input_ids");
      const attentionMask = flat("attention_mask");
      const mask = io.get(`${name}.attention_mask`) as TensorData;
      const logits = reshape(model.logits(ids, { attentionMask }), [batch, choices, time, 121]);
      expectClose(logits, io.get(`${name}.logits`) as TensorData, mask);
      const weight = variable(tensor(toFloat32(head), [1, 64]));
      const at = io.get(`${name}.mc_token_ids`)?.data as Int32Array;
      const rows = tensor(
        Int32Array.from(at, (t, i) => i * time + t),
        [at.length],
        "int32",
      );
      const batchTensors = {
        inputs: ids,
        targets: shifted(io.get(`${name}.labels`) as TensorData),
        attentionMask,
      };
      const joint = () => {
        const hidden = reshape(model.hidden(ids, { attentionMask }), [-1, 64]);
        const scores = matMul(
          gather(hidden, rows) as Tensor2D,
          weight as unknown as Tensor2D,
          false,
          true,
        );
        const choice = reshape(add(scores, toFloat32(bias)[0] as number), [batch, choices]);
        const task = crossEntropy(choice, tensorOf(io, `${name}.mc_labels`)) as Scalar;
        return add(task, mul(0.5, model.loss(batchTensors, INFERENCE))) as Scalar;
      };
      expectLossAndGradients(model, "openai-gpt", io, name, {
        expected: json.cases[name]?.combined_mc_plus_half_lm as number,
        of: joint,
      });
    });
  }

  for (const name of ["case0", "case1"]) {
    it(`BERT ${name}: hidden states, pooled vector, both heads, loss and gradients`, () => {
      const { model: weights, io, json } = reference("bert");
      const config = { type: "bert", ...BERT_SIZES, dropout: 0 };
      const model = load<MaskedModel>(config, "bert", weights);
      const input = {
        inputs: tensorOf(io, `${name}.input_ids`),
        tokenTypes: tensorOf(io, `${name}.token_type_ids`),
        attentionMask: tensorOf(io, `${name}.attention_mask`),
      };
      const mask = io.get(`${name}.attention_mask`) as TensorData;
      const states: Tensor[] = [];
      const hidden = model.encode(input, INFERENCE, (x) => states.push(x));
      for (const [k, state] of states.entries()) {
        const expected = io.get(`${name}.hidden.${k}`);
        if (expected) expectClose(state, expected, mask);
      }
      const pooled = io.get(`${name}.pooled`);
      if (pooled) expectClose(model.pool(hidden), pooled);
      expectClose(
        model.tokenLogits(hidden),
        io.get(`${name}.prediction_logits`) as TensorData,
        mask,
      );
      const next = model.nextSentenceLogits(hidden) as Tensor;
      expectClose(next, io.get(`${name}.seq_relationship_logits`) as TensorData);
      const labels = tensorOf(io, `${name}.labels`);
      const nextSentence = tensorOf(io, `${name}.next_sentence_label`);
      expectLossAndGradients(model, "bert", io, name, {
        expected: json.cases[name]?.loss as number,
        of: () => model.loss({ ...input, labels, nextSentence }, INFERENCE),
      });
    });
  }

  for (const name of ["case0", "case1"]) {
    it(`Transformer ${name}: memory, logits, greedy decoding, loss and gradients`, () => {
      const { model: weights, io, json } = reference("transformer");
      const model = load<Seq2SeqModel>(TRANSFORMER, "transformer", weights);
      const source = tensorOf(io, `${name}.src`);
      const sourceMask = tensorOf(io, `${name}.src_mask`);
      const decoderMask = tensorOf(io, `${name}.tgt_mask`);
      const decoderInputs = tensorOf(io, `${name}.tgt_in`);
      const memory = model.encode(source, sourceMask);
      expectClose(memory, io.get(`${name}.memory`) as TensorData, io.get(`${name}.src_mask`));
      const logits = model.decodeLogits(memory, sourceMask, decoderInputs, {
        targetMask: decoderMask,
      });
      expectClose(logits, io.get(`${name}.logits`) as TensorData, io.get(`${name}.tgt_mask`));
      const decoderTargets = withoutPadding(io.get(`${name}.tgt_out`) as TensorData);
      const batch = { source, sourceMask, decoderInputs, decoderMask, decoderTargets };
      expectLossAndGradients(model, "transformer", io, name, {
        expected: json.cases[name]?.loss_label_smoothed as number,
        of: () => model.loss(batch, INFERENCE),
      });
      expect(greedy(model, memory, sourceMask)).toEqual([
        ...((io.get(`${name}.greedy`) as TensorData).data as Int32Array),
      ]);
    });
  }
});

const BERT_SIZES = { vocabSize: 127, contextLength: 40, nLayer: 2, nHead: 4, dModel: 64, dFf: 256 };
const TRANSFORMER = {
  type: "transformer",
  vocabSize: 67,
  nLayer: 2,
  nHead: 4,
  dModel: 32,
  dFf: 80,
  dropout: 0,
  attentionBias: true,
  norm: { type: "layer-norm", epsilon: 1e-5 },
};

/** Padding (0) as ignored targets. */
function withoutPadding({ data, shape }: TensorData): Tensor {
  return tensor(
    Int32Array.from(data as Int32Array, (id) => (id === 0 ? -100 : id)),
    [...shape],
    "int32",
  );
}

/** Greedy continuation of a prompt to a length. */
function continuation(model: CausalModel, prompt: readonly number[], length: number): number[] {
  const cache = model.createCache(1);
  const ids = [...prompt];
  let fresh = ids;
  while (ids.length < length) {
    const input = tensor([fresh], [1, fresh.length], "int32");
    const scores = model.logits(input, { cache, lastOnly: true }).dataSync();
    fresh = [scores.indexOf(Math.max(...scores))];
    ids.push(fresh[0] as number);
  }
  cache.dispose();
  return ids;
}

/** Ten greedy steps from the start token 1, with a cache. */
function greedy(model: Seq2SeqModel, memory: Tensor, sourceMask: Tensor): number[] {
  const batch = memory.shape[0] as number;
  const cache = model.createCache(batch, 16);
  const rows = Array.from({ length: batch }, () => [1]);
  for (let step = 0; step < 10; step++) {
    const last = tensor(
      rows.map((row) => row.at(-1) as number),
      [batch, 1],
      "int32",
    );
    const logits = model.decodeLogits(memory, sourceMask, last, { cache }).dataSync();
    const vocab = logits.length / batch;
    for (const [i, row] of rows.entries()) {
      const scores = logits.subarray(i * vocab, (i + 1) * vocab);
      row.push(scores.indexOf(Math.max(...scores)));
    }
  }
  cache.dispose();
  return rows.flat();
}
