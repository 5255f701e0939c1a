import "@tensorflow/tfjs-backend-cpu";
import { Registry } from "@gpt/registry";
import { ready, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import {
  INFERENCE,
  layerPlugins,
  ParameterTable,
  TokenEmbedding,
  type TokenEmbeddingOptions,
} from "./index.ts";

const registry = new Registry().register(...layerPlugins);
const NAMES = { token: "wte", position: "wpe", segment: "wse", norm: "ln" };

beforeAll(async () => {
  await ready();
});

/** Tokens [1, 2], [3, 4], [5, 6]; positions [10, 20], [30, 40]; segments [100, 200], [300, 400]. */
function layer(options: Partial<TokenEmbeddingOptions> = {}) {
  const parameters = new ParameterTable();
  const made = new TokenEmbedding(
    registry,
    parameters.scope(),
    {
      vocabSize: 3,
      contextLength: 2,
      dModel: 2,
      position: { type: "learned" },
      segments: 0,
      scaled: false,
      norm: null,
      dropout: 0,
      initializers: { token: { type: "zeros" }, position: { type: "zeros" } },
      ...options,
    },
    NAMES,
  );
  parameters.initialize(0);
  const tables = {
    wte: [1, 2, 3, 4, 5, 6],
    wpe: [10, 20, 30, 40],
    wse: [100, 200, 300, 400],
  };
  for (const [name, values] of Object.entries(tables)) {
    if (parameters.has(name)) parameters.assign(name, Float32Array.from(values));
  }
  return { made, parameters };
}
const ids = tensor([[2, 0]], [1, 2], "int32");
const segments = tensor([[0, 1]], [1, 2], "int32");

it("adds a token's vector and its position's", () => {
  const { made, parameters } = layer();
  expect([...made.apply(ids, INFERENCE).dataSync()]).toEqual([15, 26, 31, 42]);
  expect(parameters.names).toEqual(["wte", "wpe"]);
});

it("goes on at an offset", () => {
  const one = tensor([[2]], [1, 1], "int32");
  expect([...layer().made.apply(one, INFERENCE, { offset: 1 }).dataSync()]).toEqual([35, 46]);
});

it("adds a segment's vector (BERT)", () => {
  const { made } = layer({ segments: 2 });
  expect([...made.apply(ids, INFERENCE, { segments }).dataSync()]).toEqual([115, 226, 331, 442]);
});

it("multiplies token vectors by sqrt(dModel) before positions (Vaswani et al. 2017, §3.4)", () => {
  const { made } = layer({ scaled: true });
  const tokens = [5, 6, 1, 2];
  const expected = [10, 20, 30, 40].map((at, i) => at + (tokens[i] as number) * Math.SQRT2);
  for (const [i, value] of made.apply(ids, INFERENCE).dataSync().entries()) {
    expect(value).toBeCloseTo(expected[i] as number, 4);
  }
});

it("normalises the sum where there is a norm (BERT)", () => {
  const { made, parameters } = layer({ norm: { type: "layer-norm" } });
  expect(parameters.names).toEqual(["wte", "wpe", "ln.weight", "ln.bias"]);
  for (const [i, value] of made.apply(ids, INFERENCE).dataSync().entries()) {
    expect(value).toBeCloseTo([-1, 1, -1, 1][i] as number, 4);
  }
});

it("shares its table with whoever asks", () => {
  const { made, parameters } = layer();
  expect(made.table).toBe(parameters.get("wte"));
});
