import "@tensorflow/tfjs-backend-cpu";
import { layerPlugins, ParameterTable } from "@gpt/layers";
import { type PluginConfig, Registry } from "@gpt/registry";
import { ready, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { headPlugins, isPretrainingHead, type PretrainingHead } from "./index.ts";

const registry = new Registry().register(...layerPlugins, ...headPlugins);
const { log, LN2 } = Math;

beforeAll(async () => {
  await ready();
});

/** A head over three tokens with the vectors [1, 0], [0, 1], [0, 0]. */
function make(config: PluginConfig | string) {
  const parameters = new ParameterTable();
  const scope = parameters.scope();
  const table = scope.declare("wte.weight", [3, 2], { type: "zeros" });
  const head = registry.create("head", config, {
    registry,
    scope,
    table,
    dModel: 2,
    vocabSize: 3,
    initializer: { type: "normal", std: 0.02 },
    norm: { type: "layer-norm", epsilon: 1e-12 },
    activation: { type: "relu" },
  });
  parameters.initialize(1);
  table.assign(Float32Array.of(1, 0, 0, 1, 0, 0));
  return { head, parameters };
}

/** Logits [ln 2, 0, 0] and [0, ln 3, 0]: probabilities 1/2 1/4 1/4 and 1/5 3/5 1/5. */
const hidden = () =>
  tensor([
    [
      [LN2, 0],
      [0, log(3)],
    ],
  ]);
const targets = (...ids: number[]) => tensor([ids], [1, ids.length], "int32");
const value = (x: Tensor) => x.dataSync()[0] as number;

describe("lm", () => {
  it("scores tokens by the token table", () => {
    const logits = make("lm").head.logits(hidden());
    expect(logits.shape).toEqual([1, 2, 3]);
    const expected = [LN2, 0, 0, 0, log(3), 0];
    for (const [i, got] of logits.dataSync().entries())
      expect(got).toBeCloseTo(expected[i] ?? 0, 6);
  });

  it("takes the mean of −ln p over the targets", () => {
    expect(value(make("lm").head.loss(hidden(), targets(0, 2)))).toBeCloseTo((LN2 + log(5)) / 2, 6);
  });

  it("leaves out targets of -100, also from the mean", () => {
    expect(value(make("lm").head.loss(hidden(), targets(-100, 1)))).toBeCloseTo(log(5 / 3), 6);
    expect(value(make("lm").head.loss(hidden(), targets(-100, -100)))).toBe(0);
  });

  it("has a matrix of its own when it is not tied", () => {
    const { head, parameters } = make({ type: "lm", tied: false });
    expect(parameters.names).toEqual(["wte.weight", "lm_head.weight"]);
    parameters.assign("lm_head.weight", Float32Array.of(0, 1, 0, 0, 0, 1)); // [C, V]
    const expected = [0, LN2, 0, 0, 0, log(3)];
    for (const [i, got] of head.logits(hidden()).dataSync().entries()) {
      expect(got).toBeCloseTo(expected[i] ?? 0, 6);
    }
    expect(value(head.loss(hidden(), targets(1, 2)))).toBeCloseTo((LN2 + log(5 / 3)) / 2, 6);
  });
});

describe("seq2seq", () => {
  const loss = (config: PluginConfig | string) =>
    value(make(config).head.loss(hidden(), targets(0, -100)));

  it("smooths labels by 0.1 over all tokens (Vaswani et al. 2017, §5.4; torch's form)", () => {
    const expected = 0.9 * LN2 + (0.1 * (LN2 + 2 * log(4))) / 3;
    expect(loss("seq2seq")).toBeCloseTo(expected, 6);
    expect(loss({ type: "lm", labelSmoothing: 0.1 })).toBeCloseTo(expected, 6);
    expect(loss({ type: "seq2seq", tied: false })).not.toBeCloseTo(expected, 2);
  });

  it("smooths over the other tokens and takes off the entropy in Tensor2Tensor's form", () => {
    const crossEntropy = 0.9 * LN2 + 0.1 * log(4);
    const entropy = -(0.9 * log(0.9) + 0.1 * log(0.05));
    const config = { type: "seq2seq", smoothing: "t2t" };
    expect(loss(config)).toBeCloseTo(crossEntropy - entropy, 6);
  });

  it("is the plain loss without smoothing", () => {
    expect(loss({ type: "seq2seq", labelSmoothing: 0 })).toBeCloseTo(LN2, 6);
  });
});

describe("mlm", () => {
  function masked(config: PluginConfig | string = "mlm") {
    const { head, parameters } = make(config);
    parameters.assign("cls.predictions.transform.dense.weight", Float32Array.of(1, 0, 0, 1));
    parameters.assign("cls.predictions.bias", Float32Array.of(0, 2, 0));
    return { head, parameters };
  }
  // [3, 1] is normed to [1, -1]; [-5, -7] is cut off to [0, 0] first.
  const positions = () =>
    tensor([
      [
        [3, 1],
        [-5, -7],
      ],
    ]);
  const LOGITS = [1, 1, 0, 0, 2, 0];

  it("is dense, activation, norm, the token table, and a bias for each token", () => {
    const logits = masked().head.logits(positions());
    for (const [i, got] of logits.dataSync().entries()) expect(got).toBeCloseTo(LOGITS[i] ?? 0, 5);
  });

  it("has a loss at masked positions alone", () => {
    const expected = log(2 + Math.exp(2)) - 2; // the second position's token 1
    expect(value(masked().head.loss(positions(), targets(-100, 1)))).toBeCloseTo(expected, 5);
  });

  it("predicts the next sentence from the pooled vector", () => {
    const { head, parameters } = masked();
    expect(isPretrainingHead(head)).toBe(true);
    parameters.assign("cls.seq_relationship.weight", Float32Array.of(1, 0, 0, 1));
    const pooled = tensor([[log(3), 0]]); // probabilities 3/4, 1/4
    const loss = (label: number) =>
      value((head as PretrainingHead).nextSentenceLoss(pooled, tensor([label], [1], "int32")));
    expect(loss(0)).toBeCloseTo(log(4 / 3), 6);
    expect(loss(1)).toBeCloseTo(log(4), 6);
  });

  it("can do without the next sentence", () => {
    const { head, parameters } = masked({ type: "mlm", nextSentence: false });
    expect(isPretrainingHead(head)).toBe(false);
    expect(parameters.has("cls.seq_relationship.weight")).toBe(false);
  });
});
