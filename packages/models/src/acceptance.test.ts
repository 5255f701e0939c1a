import "@tensorflow/tfjs-backend-cpu";
import { INFERENCE } from "@gpt/layers";
import { globalNorm, valueAndGrads } from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import type { PluginConfig } from "@gpt/registry";
import { Registry } from "@gpt/registry";
import { memory, ready, type Scalar, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CausalModel,
  createModel,
  type MaskedModel,
  modelPlugins,
  type TrainableModel,
} from "./index.ts";
import { worstError } from "./reference-fixture.ts";

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);
const SIZES = { vocabSize: 40, contextLength: 24, nLayer: 2, nHead: 2, dModel: 32, dropout: 0 };
const make = <M extends TrainableModel>(config: PluginConfig, seed = 1): M => {
  const model = createModel(registry, config);
  model.parameters.initialize(seed);
  return model as M;
};
const int = (...rows: number[][]) => tensor(rows, [rows.length, rows[0]?.length ?? 0], "int32");
const sequence = (length: number, salt = 1) =>
  Array.from({ length }, (_, i) => (i * i * salt + 3 * i) % 40);

/** Every way a decoder can attend. */
const CAUSAL: { readonly [name: string]: PluginConfig } = {
  gpt1: { type: "gpt1", ...SIZES },
  gpt2: { type: "gpt2", ...SIZES },
  "gpt3 alternating": {
    type: "gpt3",
    ...SIZES,
    attention: { type: "alternating", of: ["causal", { type: "banded", window: 5 }] },
  },
  "gpt3 strided": { type: "gpt3", ...SIZES, attention: { type: "strided", stride: 4 } },
  "gpt3 fixed, heads apart": {
    type: "gpt3",
    ...SIZES,
    attention: { type: "fixed", block: 6, width: 2, spread: true },
  },
  "gpt-neo": { type: "gpt-neo", ...SIZES, attention: "causal" },
};

beforeAll(async () => {
  await ready();
});

describe("causal models", () => {
  for (const [name, config] of Object.entries(CAUSAL)) {
    it(`${name}: changing a token changes no logit before it, to the bit`, () => {
      const model = make<CausalModel>(config);
      const ids = sequence(20);
      const before = model.logits(int(ids)).dataSync();
      for (const t of [1, 7, 19]) {
        const changed = ids.map((id, i) => (i === t ? (id + 1) % 40 : id));
        const after = model.logits(int(changed)).dataSync();
        expect(after.slice(0, t * 40)).toEqual(before.slice(0, t * 40));
        expect(after.slice(t * 40)).not.toEqual(before.slice(t * 40));
      }
    });

    it(`${name}: the key/value cache gives what computing anew gives`, () => {
      const model = make<CausalModel>(config);
      const ids = sequence(24, 5);
      const whole = model.logits(int(ids)).dataSync();
      const cache = model.createCache(1);
      const parts = [ids.slice(0, 9), ids.slice(9, 10), ids.slice(10, 12), ids.slice(12)];
      const pieces = parts.flatMap((part) => [...model.logits(int(part), { cache }).dataSync()]);
      cache.dispose();
      expect(worstError(pieces, whole)).toBeLessThan(1e-5);
    });
  }

  it("banded attention as wide as the text equals dense attention", () => {
    const logits = (attention: PluginConfig) =>
      make<CausalModel>({ type: "gpt2", ...SIZES, attention })
        .logits(int(sequence(20)))
        .dataSync();
    expect(logits({ type: "banded", window: 20 })).toEqual(logits({ type: "causal" }));
    expect(logits({ type: "banded", window: 19 })).not.toEqual(logits({ type: "causal" }));
  });

  it("GPT-2's final norm matters", () => {
    const logits = (finalNorm: boolean) =>
      make<CausalModel>({ type: "gpt2", ...SIZES, finalNorm })
        .logits(int(sequence(5)))
        .dataSync();
    expect(worstError(logits(true), logits(false))).toBeGreaterThan(0.1);
  });

  it("residual projections start smaller by 1/sqrt(2·nLayer), within 3 %", () => {
    const model = make({
      type: "gpt2",
      vocabSize: 40,
      contextLength: 8,
      nLayer: 4,
      nHead: 2,
      dModel: 128,
    });
    for (const name of ["h.0.attn.c_proj.weight", "h.3.mlp.c_proj.weight", "h.1.mlp.c_fc.weight"]) {
      const values = model.parameters.get(name).variable.dataSync<"float32">();
      const sd = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      const expected = name.includes("c_proj") ? 0.02 / Math.sqrt(8) : 0.02;
      expect(Math.abs(sd / expected - 1)).toBeLessThan(0.03);
    }
  });
});

describe("loss before training", () => {
  for (const [type, vocabSize] of [
    ["gpt2", 500],
    ["gpt3", 300],
  ] as const) {
    it(`of ${type} is ln V + d·σ²/2`, () => {
      const dModel = 256;
      const model = make({
        type,
        vocabSize,
        contextLength: 32,
        nLayer: 2,
        nHead: 4,
        dModel,
        dropout: 0,
      });
      const ids = Array.from({ length: 33 }, (_, i) => (i * 37) % vocabSize);
      const batch = { inputs: int(ids.slice(0, 32)), targets: int(ids.slice(1)) };
      const expected = Math.log(vocabSize) + (dModel * 0.02 ** 2) / 2;
      expect(
        Math.abs((model.loss(batch, INFERENCE).dataSync()[0] as number) - expected),
      ).toBeLessThan(0.1);
    });
  }
});

describe("BERT", () => {
  it("does not see padding: changing a padded token changes nothing at attended positions", () => {
    const model = make<MaskedModel>({ type: "bert", ...SIZES });
    const run = (last: number) => {
      const inputs = int([5, 6, 7, 8, last]);
      const input = {
        inputs,
        tokenTypes: int([0, 0, 1, 1, 0]),
        attentionMask: int([1, 1, 1, 1, 0]),
      };
      return model
        .encode(input)
        .dataSync()
        .slice(0, 4 * 32);
    };
    expect(run(9)).toEqual(run(30));
  });

  it("has gradients for every parameter but none that it does not need", () => {
    const model = make<MaskedModel>({ type: "bert", ...SIZES, dropout: 0.1 });
    const [inputs, tokenTypes] = [int([5, 6, 7, 8]), int([0, 0, 1, 1])];
    const input = { inputs, tokenTypes, attentionMask: int([1, 1, 1, 1]) };
    const variables = [...model.parameters].map((parameter) => parameter.variable);
    const reached = (extra: object) =>
      valueAndGrads(
        () =>
          model.loss(
            { ...input, labels: int([-100, 6, -100, 9]), ...extra },
            { training: true, seed: 1, step: 0 },
          ),
        variables,
      ).grads.filter((grad) => grad !== null).length;
    const all = reached({ nextSentence: tensor([1], [1], "int32") });
    expect(all).toBe(variables.length);
    expect(reached({})).toBe(variables.length - 4); // pooler and next-sentence layer
  });
});

describe("training", () => {
  /** Steps of AdamW on one batch. */
  function overfit(
    model: TrainableModel,
    batch: { [name: string]: Tensor },
    steps: number,
  ): number {
    const optimizer = registry.create(
      "optimizer",
      { type: "adamw", weightDecay: 0 },
      { parameters: model.parameters },
    );
    const variables = [...model.parameters].map((parameter) => parameter.variable);
    let loss = 0;
    for (let step = 0; step < steps; step++) {
      const { value, grads } = valueAndGrads(
        () => model.loss(batch, { training: true, seed: 1, step }),
        variables,
      );
      optimizer.step(grads, 0.01).gradNorm.dispose();
      loss = value.dataSync()[0] as number;
      for (const tensor of [value, ...grads]) tensor?.dispose();
    }
    optimizer.dispose();
    return loss;
  }

  it("two layers learn one batch of 64 tokens by heart", () => {
    // Rows that start differently: equal beginnings with different ends cannot be told apart.
    const rows = [7, 11, 13, 17].map((salt) => sequence(17, salt).map((id) => (id + salt) % 40));
    const batch = {
      inputs: int(...rows.map((row) => row.slice(0, 16))),
      targets: int(...rows.map((row) => row.slice(1))),
    };
    expect(overfit(make({ type: "gpt2", ...SIZES }), batch, 100)).toBeLessThan(0.05);
  });

  it("dropout depends on the step, the seed and nothing else", () => {
    const model = make<CausalModel>({ type: "gpt2", ...SIZES, dropout: 0.2 });
    const batch = { inputs: int(sequence(10)), targets: int(sequence(10, 3)) };
    const loss = (seed: number, step: number) =>
      model.loss(batch, { training: true, seed, step }).dataSync()[0];
    expect(loss(1, 1)).toBe(loss(1, 1));
    expect(new Set([loss(1, 1), loss(1, 2), loss(2, 1)]).size).toBe(3);
  });

  it("a step leaves no tensor behind", () => {
    const model = make<CausalModel>({ type: "gpt2", ...SIZES, dropout: 0.1 });
    const variables = [...model.parameters].map((parameter) => parameter.variable);
    const batch = { inputs: int(sequence(10)), targets: int(sequence(10, 3)) };
    const step = (n: number) => {
      const { value, grads } = valueAndGrads(
        () => model.loss(batch, { training: true, seed: 1, step: n }),
        variables,
      );
      for (const tensor of [value, ...grads]) tensor?.dispose();
    };
    step(0);
    const before = memory().numTensors;
    for (let n = 1; n < 4; n++) step(n);
    expect(memory().numTensors).toBe(before);
  });

  it("gradients of a whole model agree with a finite difference along them", () => {
    const model = make<CausalModel>({
      type: "gpt3",
      ...SIZES,
      attention: { type: "strided", stride: 3 },
    });
    const parameters = [...model.parameters];
    const variables = parameters.map((parameter) => parameter.variable);
    const batch = { inputs: int(sequence(12)), targets: int(sequence(12, 3)) };
    const loss = () => tidy(() => model.loss(batch, INFERENCE).dataSync()[0] as number);
    const { grads } = valueAndGrads(() => model.loss(batch, INFERENCE) as Scalar, variables);
    const norm = globalNorm(grads as Tensor[]).dataSync()[0] as number;
    const base = variables.map((variable) => variable.dataSync().slice() as Float32Array);
    const at = (step: number) => {
      for (const [i, parameter] of parameters.entries()) {
        const slope = (grads[i] as Tensor).dataSync();
        const from = base[i] as Float32Array;
        parameter.assign(from.map((value, j) => value + (step * (slope[j] as number)) / norm));
      }
      return loss();
    };
    const h = 0.004;
    expect((at(h) - at(-h)) / (2 * h) / norm).toBeCloseTo(1, 2);
  });
});
