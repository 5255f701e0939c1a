import "@tensorflow/tfjs-backend-cpu";
import { readFileSync } from "node:fs";
import { type Family, float32, type TensorData, toFloat32 } from "@gpt/checkpoint";
import { hasShared, shared } from "@gpt/fixtures";
import { INFERENCE, sinusoidTable } from "@gpt/layers";
import { crossEntropy } from "@gpt/ops";
import { Random, STREAM } from "@gpt/random";
import type { PluginConfig } from "@gpt/registry";
import { ready, reshape, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { CausalModel, MaskedModel, Seq2SeqModel } from "./index.ts";
import { load, worstError } from "./reference-fixture.ts";

interface Golden {
  readonly weights: {
    readonly [name: string]: { readonly shape: number[]; readonly data: number[] };
  };
  readonly input_ids: number[][];
  readonly logits: number[];
  readonly [name: string]: unknown;
}

const golden = (name: string): Golden =>
  JSON.parse(readFileSync(shared("spec", "golden", `${name}.json`), "utf8"));
const tensorsOf = (weights: Golden["weights"]): Map<string, TensorData> =>
  new Map(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      float32(shape, Float32Array.from(data)),
    ]),
  );
const int = (rows: number[][]) => tensor(rows, [rows.length, rows[0]?.length ?? 0], "int32");
const TINY = { vocabSize: 29, contextLength: 12, nHead: 4, dModel: 16, dropout: 0 };

beforeAll(async () => {
  await ready();
});

describe.skipIf(!hasShared("spec", "golden"))("golden fixtures", () => {
  const causal: readonly (readonly [string, string, PluginConfig, Family])[] = [
    ["gpt2-tiny", "gpt2-tiny", { type: "gpt2", ...TINY, nLayer: 4 }, "gpt2"],
    ["gpt1-tiny", "gpt1-tiny", { type: "gpt1", ...TINY, nLayer: 4 }, "openai-gpt"],
    [
      "gpt3-tiny-banded",
      "gpt2-tiny",
      {
        type: "gpt3",
        ...TINY,
        nLayer: 4,
        attention: { type: "alternating", of: ["causal", { type: "banded", window: 4 }] },
      },
      "gpt2",
    ],
  ];
  for (const [name, weights, config, family] of causal) {
    it(`${name}: logits and loss`, () => {
      const { input_ids: ids, logits, lm_loss_mean: loss } = golden(name);
      const model = load<CausalModel>(config, family, tensorsOf(golden(weights).weights));
      expect(worstError(model.logits(int(ids)).dataSync(), logits)).toBeLessThan(1e-4);
      if (loss === undefined) return;
      const targets = int(ids.map((row) => [...row.slice(1), -100]));
      const got = model.loss({ inputs: int(ids), targets }, INFERENCE).dataSync();
      expect(worstError(got, [loss as number])).toBeLessThan(1e-4);
    });
  }

  it("gpt1-tiny needs no norm at the end: with one the logits differ", () => {
    const { weights, input_ids: ids, logits } = golden("gpt1-tiny");
    const withNorm = tensorsOf(weights);
    withNorm.set("transformer.ln_f.weight", float32([16], new Float32Array(16).fill(1)));
    withNorm.set("transformer.ln_f.bias", float32([16], new Float32Array(16)));
    const config = { type: "gpt1", ...TINY, nLayer: 4, finalNorm: true };
    const model = load<CausalModel>(config, "openai-gpt", withNorm);
    expect(worstError(model.logits(int(ids)).dataSync(), logits)).toBeGreaterThan(1e-2);
  });

  for (const form of ["erf", "tanh"]) {
    it(`bert-tiny-${form}: both heads' logits and the loss`, () => {
      const fixture = golden(`bert-tiny-${form}`);
      const config = { type: "bert", ...TINY, nLayer: 2, activation: { type: "gelu", form } };
      const model = load<MaskedModel>(config, "bert", tensorsOf(fixture.weights));
      const mask = fixture.attention_mask as number[][];
      const input = {
        inputs: int(fixture.input_ids),
        tokenTypes: int(fixture.token_type_ids as number[][]),
        attentionMask: int(mask),
      };
      const hidden = model.encode(input);
      const seen = mask.flat();
      const attended = (values: ArrayLike<number>) =>
        Array.from(values).filter((_, i) => seen[Math.floor(i / 29)] === 1);
      const logits = model.tokenLogits(hidden).dataSync();
      expect(worstError(attended(logits), attended(fixture.mlm_logits as number[]))).toBeLessThan(
        1e-4,
      );
      const next = (model.nextSentenceLogits(hidden) as Tensor).dataSync();
      expect(worstError(next, fixture.nsp_logits as number[])).toBeLessThan(1e-4);
      const labels = int(fixture.mlm_labels as number[][]);
      const nextSentence = tensor(fixture.nsp_labels as number[], [2], "int32");
      const loss = model.loss({ ...input, labels, nextSentence }, INFERENCE).dataSync();
      expect(worstError(loss, [fixture.loss_total as number])).toBeLessThan(1e-4);
    });
  }

  it("transformer-tiny: logits, and both ways of smoothing labels", () => {
    const fixture = golden("transformer-tiny");
    const renamed = Object.entries(fixture.weights).map(
      ([name, weight]) =>
        [
          name.replace(/^enc\./, "encoder.layers.").replace(/^dec\./, "decoder.layers."),
          weight,
        ] as const,
    );
    const config = {
      type: "transformer",
      vocabSize: 29,
      nLayer: 2,
      nHead: 4,
      dModel: 16,
      dropout: 0,
      attentionBias: true,
    };
    const model = load<Seq2SeqModel>(config, "transformer", tensorsOf(Object.fromEntries(renamed)));
    const source = fixture.src as number[][];
    const sourceMask = int(source.map((row) => row.map((id) => Number(id !== 0))));
    const memory = model.encode(int(source), sourceMask);
    const logits = model.decodeLogits(memory, sourceMask, int(fixture.tgt_in as number[][]));
    expect(worstError(logits.dataSync(), fixture.logits)).toBeLessThan(1e-4);
    const targets = tensor((fixture.labels as number[][]).flat(), [10], "int32");
    const rows = reshape(logits, [10, 29]);
    const loss = (options: object) => crossEntropy(rows, targets, options).dataSync();
    expect(worstError(loss({}), [fixture.nll_mean as number])).toBeLessThan(1e-5);
    const uniform = fixture["label_smoothed_mean_eps0.1_uniform_over_V"] as number;
    expect(worstError(loss({ labelSmoothing: 0.1 }), [uniform])).toBeLessThan(1e-5);
    const others = fixture["label_smoothed_mean_eps0.1_off_over_Vminus1"] as number;
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1 / 28));
    const t2t = loss({ labelSmoothing: 0.1, smoothing: "t2t" })[0] as number;
    expect(worstError([t2t + entropy], [others])).toBeLessThan(1e-5);
  });
});

describe("sinusoidal positions", () => {
  const at = (position: number, feature: number, form?: "t2t") =>
    sinusoidTable(position + 1, 512, form)[position * 512 + feature];

  it("have the values of the paper's formula", () => {
    expect(at(1, 0)).toBeCloseTo(0.841471, 6);
    expect(at(1, 1)).toBeCloseTo(0.540302, 6);
    expect(at(1, 2)).toBeCloseTo(0.821856, 6);
    expect(at(0, 0)).toBe(0);
    expect(at(0, 1)).toBe(1);
  });

  it("in Tensor2Tensor's form: sines first, the last timescale 10000", () => {
    expect(at(1, 0, "t2t")).toBeCloseTo(Math.sin(1), 6);
    expect(at(1, 256, "t2t")).toBeCloseTo(Math.cos(1), 6);
    expect(at(100, 255, "t2t")).toBeCloseTo(Math.sin(100 / 10000), 6);
  });
});

describe.skipIf(!hasShared("data", "weights", "gpt-nano-sort"))(
  "a trained model that sorts (minGPT)",
  () => {
    type Stored = { readonly shape: number[]; readonly data: string };
    const read = (name: string): { readonly [key: string]: Stored } =>
      JSON.parse(readFileSync(shared("data", "weights", "gpt-nano-sort", name), "utf8"));
    const floats = ({ data }: Stored) =>
      new Float32Array(Uint8Array.from(Buffer.from(data, "base64")).buffer);

    function sorter(): CausalModel {
      const { config: _config, ...stored } = read("model.json");
      const tensors = new Map<string, TensorData>();
      for (const [name, entry] of Object.entries(stored)) {
        const [rows = 1, columns = 1] = entry.shape;
        const values = floats(entry);
        // minGPT stores nn.Linear weights [out, in]
        const linear = /(c_attn|c_proj|c_fc|lm_head)\.weight$/.test(name);
        if (!linear) tensors.set(name, float32(entry.shape, values));
        else
          tensors.set(
            name,
            float32(
              [columns, rows],
              values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number),
            ),
          );
      }
      const sizes = {
        vocabSize: 3,
        contextLength: 11,
        nLayer: 3,
        nHead: 3,
        dModel: 48,
        dropout: 0,
      };
      const bare = new Map(
        [...tensors].map(([name, value]) => [name.replace("transformer.", ""), value]),
      );
      for (const name of bare.keys()) if (name.endsWith(".attn.bias")) bare.delete(name);
      return load({ type: "gpt2", ...sizes, head: { type: "lm", tied: false } }, null, bare);
    }

    it("computes PyTorch's logits", () => {
      const partials = read("partials.json");
      const ids = Array.from(floats(partials.idx as Stored));
      const logits = sorter()
        .logits(tensor(ids, [3, 11], "int32"))
        .dataSync();
      expect(
        worstError(logits, toFloat32(float32([3, 11, 3], floats(partials.lm_head as Stored)))),
      ).toBeLessThan(1e-4);
    });

    it("sorts 200 of 200 random inputs", () => {
      const model = sorter();
      const random = new Random({ seed: 1, stream: STREAM.text });
      let sorted = 0;
      for (let n = 0; n < 200; n++) {
        const digits = Array.from({ length: 6 }, () => random.integer(3));
        const cache = model.createCache(1);
        const out: number[] = [];
        let fresh = digits;
        while (out.length < 6) {
          const scores = model.logits(int([fresh]), { cache, lastOnly: true }).dataSync();
          fresh = [scores.indexOf(Math.max(...scores))];
          out.push(...fresh);
        }
        cache.dispose();
        if (out.join() === [...digits].sort().join()) sorted++;
      }
      expect(sorted).toBe(200);
    });
  },
);
