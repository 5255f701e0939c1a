import "@tensorflow/tfjs-backend-cpu";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSafetensors } from "@gpt/checkpoint";
import { loadModelFolder, saveModelFolder } from "@gpt/checkpoint/node";
import { hasShared, shared } from "@gpt/fixtures";
import type { PluginConfig } from "@gpt/registry";
import { onesLike, ready, type Tensor, tensor, zerosLike } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CausalModel,
  createModel,
  isMaskedModel,
  type TaskModel,
  type TrainableModel,
} from "./index.ts";
import { expectClose, reference, registry, tensorOf, worstError } from "./reference-fixture.ts";

const SIZES = { vocabSize: 32, contextLength: 12, nLayer: 2, nHead: 2, dModel: 16, dropout: 0 };
const MODELS: { readonly [name: string]: PluginConfig } = {
  gpt1: { type: "gpt1", ...SIZES },
  gpt2: { type: "gpt2", ...SIZES },
  "gpt3-dense": { type: "gpt3", ...SIZES, attention: { type: "causal" } },
  "bert-erf": { type: "bert", ...SIZES },
  "bert-tanh": { type: "bert", ...SIZES, activation: { type: "gelu", form: "tanh" } },
};
/** What Python's transformers computed on these very folders: tooling/reference/logits.py. */
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "fixtures", "hugging-face-logits.json"), "utf8"),
);

beforeAll(async () => {
  await ready();
});

/** A model with weights that are far from their initial ones, so that nothing is hidden by zeros. */
function lively(config: PluginConfig): TrainableModel {
  const model = createModel(registry, config);
  for (const [i, { name, shape, size }] of [...model.parameters].entries()) {
    const base = shape.length === 1 && /(ln|norm)[^.]*\.weight$/i.test(name) ? 1 : 0;
    const values = Float32Array.from(
      { length: size },
      (_, at) => base + 0.3 * Math.sin(i * 7 + at * 1.3),
    );
    model.parameters.assign(name, values);
  }
  return model;
}

function logitsOf(model: TrainableModel, ids: Tensor): Tensor {
  if (!isMaskedModel(model)) return (model as CausalModel).logits(ids);
  const input = { inputs: ids, tokenTypes: zerosLike(ids), attentionMask: onesLike(ids) };
  return model.tokenLogits(model.encode(input));
}

async function save(folder: string, model: TrainableModel): Promise<void> {
  const parameters = await Promise.all(
    [...model.parameters].map(async ({ name, shape, variable }) => {
      const values = Float32Array.from(await variable.data());
      return { name, shape, values };
    }),
  );
  await saveModelFolder(folder, { config: model.config, parameters });
}

async function load(folder: string): Promise<TrainableModel> {
  const loaded = await loadModelFolder(folder);
  const model = createModel(registry, loaded.config);
  for (const [name, values] of await loaded.weights(model.parameters))
    model.parameters.assign(name, values);
  return model;
}

describe("folders written by us", () => {
  for (const [name, config] of Object.entries(MODELS)) {
    it(`${name}: Python's transformers computes the same logits from it, and so do we after loading`, async () => {
      const root = process.env.WRITE_FOLDERS ?? mkdtempSync(join(tmpdir(), "gpt-folders-"));
      const model = lively(config);
      await save(join(root, name), model);
      const ids = tensor(fixture.ids, [2, 10], "int32");
      const logits = logitsOf(model, ids).dataSync();
      expect(logitsOf(await load(join(root, name)), ids).dataSync()).toEqual(logits);
      if (process.env.WRITE_FOLDERS === undefined) {
        expect(worstError(logits, fixture.logits[name])).toBeLessThan(1e-4);
      }
    });
  }
});

describe.skipIf(!hasShared("vectors", "models"))("folders written by Hugging Face", () => {
  for (const name of ["gpt2", "gpt_neo", "train_gpt2"]) {
    it(`${name}: load from config.json and model.safetensors alone`, async () => {
      const model = (await load(shared("vectors", "models", name))) as CausalModel;
      const { io } = reference(name);
      const logits = io.get("case0.logits");
      if (logits === undefined) return expect(model.parameters.count).toBeGreaterThan(20_000);
      expectClose(model.logits(tensorOf(io, "case0.input_ids")), logits);
    });
  }

  it("bert: load with both heads", async () => {
    const model = await load(shared("vectors", "models", "bert"));
    expect(isMaskedModel(model) && model.parameters.has("cls.seq_relationship.weight")).toBe(true);
  });

  it.each([
    ["bert_seqcls", { type: "classification", labels: 3 }],
    ["bert_tokcls", { type: "tagging", labels: 5 }],
    ["bert_qa", { type: "span" }],
    ["gpt1", { type: "multiple-choice" }],
  ])("%s: load with their task head, and are written back as they were", async (name, head) => {
    const folder = shared("vectors", "models", name);
    const model = (await load(folder)) as TaskModel;
    expect(model.config).toMatchObject({ type: "task", head });
    if (name.startsWith("bert")) {
      const { io } = reference(name);
      const batch = {
        inputs: tensorOf(io, "case0.input_ids"),
        tokenTypes: tensorOf(io, "case0.token_type_ids"),
        attentionMask: tensorOf(io, "case0.attention_mask"),
      };
      const logits = model.logits(batch);
      const expected = io.get("case0.logits");
      if (expected !== undefined) expectClose(logits, expected, tokenMask(name, io));
    }
    const copy = mkdtempSync(join(tmpdir(), "gpt-task-"));
    await save(copy, model);
    const [before, after] = [folder, copy].map(tensorsIn) as [Tensors, Tensors];
    const table = before.get("lm_head.weight"); // GPT-1's file has the token table under this name
    if (table && before.delete("lm_head.weight"))
      before.set("transformer.tokens_embed.weight", table);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [tensor, { shape, data }] of before)
      expect(after.get(tensor)).toMatchObject({ shape, data });
    const [published, ours] = [folder, copy].map(configIn) as [Config, Config];
    expect(ours.architectures).toEqual(published.architectures);
    expect(ours.id2label).toEqual(published.id2label);
    expect((await load(copy)).config).toEqual(model.config);
  });
});

type Tensors = ReturnType<typeof tensorsIn>;
type Config = { readonly [name: string]: unknown };

function tensorsIn(folder: string) {
  return new Map(decodeSafetensors(readFileSync(join(folder, "model.safetensors"))).tensors);
}

function configIn(folder: string): Config {
  return JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
}

/** Where scores of single tokens count. */
function tokenMask(name: string, io: ReturnType<typeof reference>["io"]) {
  return name === "bert_tokcls" ? io.get("case0.attention_mask") : undefined;
}
