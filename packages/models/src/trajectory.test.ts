import "@tensorflow/tfjs-backend-cpu";
import { type TensorData, toFloat32 } from "@gpt/checkpoint";
import { hasShared } from "@gpt/fixtures";
import { valueAndGrads } from "@gpt/ops";
import { type Optimizer, optimizerPlugins } from "@gpt/optimizers";
import { type PluginConfig, Registry } from "@gpt/registry";
import { ready, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type CausalModel, modelPlugins, type Seq2SeqModel, type TrainableModel } from "./index.ts";
import { load, reference, worstError } from "./reference-fixture.ts";

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);

beforeAll(async () => {
  await ready();
});

/** One training step; returns loss and gradient norm. */
function step(
  model: TrainableModel,
  optimizer: Optimizer,
  batch: { [name: string]: Tensor },
  learningRate: number,
): { loss: number; norm: number } {
  const variables = [...model.parameters].map((parameter) => parameter.variable);
  const context = { training: true, seed: 0, step: 0 };
  const { value, grads } = valueAndGrads(() => model.loss(batch, context), variables);
  const { gradNorm } = optimizer.step(grads, learningRate);
  const out = { loss: value.dataSync()[0] as number, norm: gradNorm.dataSync()[0] as number };
  for (const tensor of [value, gradNorm, ...grads, ...Object.values(batch)]) tensor?.dispose();
  return out;
}

const optimizerFor = (model: TrainableModel, config: PluginConfig) =>
  registry.create("optimizer", config, { parameters: model.parameters });

/** Row n of a stacked integer tensor, cut along its last axis. */
function slab(
  { data, shape }: TensorData,
  n: number,
  from: number,
  to: number,
  map = (id: number) => id,
): Tensor {
  const [, rows = 0, time = 0] = shape;
  const out = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: to - from }, (_, t) =>
      map((data as Int32Array)[(n * rows + row) * time + from + t] as number),
    ),
  );
  return tensor(out, [rows, to - from], "int32");
}

describe.skipIf(!hasShared("vectors", "models"))(
  "30 training steps equal PyTorch's within 1e-4",
  () => {
    it("GPT-2 with AdamW, clipping and a cosine schedule: losses, norms and final weights", () => {
      const { model: weights, io, json } = reference("train_gpt2");
      const sizes = {
        vocabSize: 65,
        contextLength: 32,
        nLayer: 2,
        nHead: 4,
        dModel: 32,
        dropout: 0,
      };
      const model = load<CausalModel>({ type: "gpt2", ...sizes }, "gpt2", weights);
      const optimizer = optimizerFor(model, {
        type: "adamw",
        betas: [0.9, 0.95],
        weightDecay: 0.1,
        decay: "matrices",
        clipNorm: 1,
      });
      const batches = io.get("batches") as TensorData;
      const rates = json.lr as number[];
      const steps = rates.map((rate, n) =>
        step(
          model,
          optimizer,
          { inputs: slab(batches, n, 0, 32), targets: slab(batches, n, 1, 33) },
          rate,
        ),
      );
      expect(
        worstError(
          steps.map((s) => s.loss),
          json.loss as number[],
        ),
      ).toBeLessThan(1e-4);
      const norms = json.grad_norm_before_clip as number[];
      expect(
        worstError(
          steps.map((s) => s.norm),
          norms,
        ),
      ).toBeLessThan(1e-4);
      // Key biases have no gradient in exact arithmetic (softmax does not see a shift); Adam turns what
      // float32 leaves of it into steps, in PyTorch's float32 as well. Queries and values are compared.
      const withoutKeys = (name: string, values: ArrayLike<number>) =>
        Array.from(values).filter((_, i) => !name.endsWith("c_attn.bias") || i < 32 || i >= 64);
      for (const name of [
        "wte.weight",
        "h.1.mlp.c_fc.weight",
        "ln_f.weight",
        "h.0.attn.c_attn.bias",
      ]) {
        const got = model.parameters.get(name).variable.dataSync<"float32">();
        const expected = toFloat32(io.get(`final.transformer.${name}`) as TensorData);
        const error = worstError(withoutKeys(name, got), withoutKeys(name, expected));
        expect([name, error < 1e-4, error]).toEqual([name, true, error]);
      }
    });

    it("the Transformer with its Adam, on masks that are no prefixes: losses and final table", () => {
      const { model: weights, io, json } = reference("transformer");
      const config = {
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
      const model = load<Seq2SeqModel>(config, "transformer", weights);
      const optimizer = optimizerFor(model, { type: "adam" });
      const { loss, lr } = json.train as { loss: number[]; lr: number[] };
      const [src, tgtIn, tgtOut] = ["src", "tgt_in", "tgt_out"].map(
        (name) => io.get(`train.${name}`) as TensorData,
      ) as [TensorData, TensorData, TensorData];
      const isToken = (id: number) => Number(id !== 0);
      const losses = lr.map((rate, n) => {
        const batch = {
          source: slab(src, n, 0, 7),
          sourceMask: slab(src, n, 0, 7, isToken),
          decoderInputs: slab(tgtIn, n, 0, 8),
          decoderMask: slab(tgtIn, n, 0, 8, isToken), // the start token is never 0
          decoderTargets: slab(tgtOut, n, 0, 8, (id) => (id === 0 ? -100 : id)),
        };
        return step(model, optimizer, batch, rate).loss;
      });
      expect(worstError(losses, loss)).toBeLessThan(1e-4);
      const table = model.parameters.get("emb.weight").variable.dataSync();
      expect(
        worstError(table, toFloat32(io.get("train.final.emb.weight") as TensorData)),
      ).toBeLessThan(1e-4);
    });
  },
);
