import "@tensorflow/tfjs-backend-cpu";
import { createModel, modelPlugins, type Seq2SeqModel } from "@gpt/models";
import { Registry } from "@gpt/registry";
import { memory, ready, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { beamSearch } from "./beam.ts";
import { lengthPenalty, likeliest } from "./beam-candidates.ts";
import { type BeamRules, SourceSearch } from "./beam-source.ts";

const [START, END] = [1, 2];

/** An untrained Transformer, with weights so large that its mind is made up. */
function make(vocabSize: number, seed: number): Seq2SeqModel {
  const model = createModel(new Registry().register(...modelPlugins), {
    type: "transformer",
    vocabSize,
    contextLength: 32,
    nLayer: 1,
    nHead: 2,
    dModel: 16,
    dropout: 0,
  }) as Seq2SeqModel;
  model.parameters.initialize(seed);
  for (const { name, variable } of model.parameters) {
    if (!/weight$/.test(name) || /norm/.test(name)) continue;
    model.parameters.assign(
      name,
      (variable.dataSync() as Float32Array).map((x) => 1.6 * x),
    );
  }
  return model;
}

/** Log-probabilities of the token after a target, computed anew from the whole of it. */
function next(model: Seq2SeqModel, source: readonly number[], target: readonly number[]) {
  const ids = tensor2d([...source], [1, source.length], "int32");
  const mask = tensor2d(
    source.map(() => 1),
    [1, source.length],
    "int32",
  );
  const read = tensor2d([START, ...target], [1, target.length + 1], "int32");
  const logits = model.decodeLogits(model.encode(ids, mask), mask, read).dataSync() as Float32Array;
  const last = logits.subarray(logits.length - model.vocabSize);
  return likeliest(last, model.vocabSize);
}

const SOURCES = [[3, 4, 5], [4], [5, 5, 3, 4, 3], [3, 3]];

beforeAll(async () => {
  await ready();
});

describe("beam search", () => {
  it("with one beam is greedy", async () => {
    const lengths = new Set<number>();
    for (const seed of [1, 2, 3, 4]) {
      const model = make(9, seed);
      const options = { start: START, end: END, beams: 1, extraTokens: 6 };
      const found = await beamSearch(model, SOURCES, options);
      for (const [i, source] of SOURCES.entries()) {
        const ids: number[] = [];
        let sum = 0;
        while (ids.length < source.length + 6 && ids.at(-1) !== END) {
          const best = next(model, source, ids)[0];
          ids.push(best?.id ?? -1);
          sum += best?.logProbability ?? 0;
        }
        const ended = ids.at(-1) === END;
        expect(found[i]).toHaveLength(1);
        expect(found[i]?.[0]?.ids).toEqual(ended ? ids.slice(0, -1) : ids);
        expect(found[i]?.[0]?.ended).toBe(ended);
        expect(found[i]?.[0]?.logProbability).toBeCloseTo(sum, 4);
        lengths.add(ids.length);
      }
    }
    expect(lengths.size).toBeGreaterThan(1);
  });

  it("with as many beams as there are targets finds the best of all", async () => {
    for (const seed of [1, 5]) {
      const model = make(5, seed);
      const source = [3, 4];
      const all: { readonly ids: readonly number[]; readonly score: number }[] = [];
      const follow = (ids: readonly number[], sum: number): void => {
        for (const { id, logProbability } of next(model, source, ids)) {
          const total = sum + logProbability;
          const score = total / lengthPenalty(ids.length + 1, 0.6);
          if (id === END) all.push({ ids, score });
          else if (ids.length === 2) all.push({ ids: [...ids, id], score });
          else follow([...ids, id], total);
        }
      };
      follow([], 0);
      all.sort((a, b) => b.score - a.score);
      const options = { start: START, end: END, beams: 200, extraTokens: 1 };
      const [found = []] = await beamSearch(model, [source], options);
      expect(found).toHaveLength(all.length);
      expect(found[0]?.ids).toEqual(all[0]?.ids);
      for (const [i, { score }] of found.entries())
        expect(score).toBeCloseTo(all[i]?.score ?? 0, 4);
    }
  });

  it("finds targets at least as likely as greedy ones", async () => {
    let better = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const model = make(12, seed);
      const search = (beams: number) =>
        beamSearch(model, SOURCES, {
          start: START,
          end: END,
          beams,
          lengthPenalty: 0,
          extraTokens: 5,
        });
      const [one, four] = [await search(1), await search(4)];
      for (const [i, hypotheses] of four.entries()) {
        const [wide, narrow] = [hypotheses[0]?.score ?? 0, one[i]?.[0]?.score ?? 0];
        if (wide > narrow + 1e-6) better++;
        expect(hypotheses.map(({ score }) => score)).toEqual(
          hypotheses.map(({ score }) => score).sort((a, b) => b - a),
        );
      }
    }
    expect(better).toBeGreaterThan(0);
  });

  it("does not depend on what shares the batch", async () => {
    const model = make(9, 3);
    const options = { start: START, end: END, extraTokens: 5 };
    const together = await beamSearch(model, SOURCES, options);
    for (const [i, source] of SOURCES.entries()) {
      const [alone = []] = await beamSearch(model, [source], options);
      expect(together[i]?.map(({ ids }) => ids)).toEqual(alone.map(({ ids }) => ids));
      for (const [k, { score }] of alone.entries()) {
        expect(together[i]?.[k]?.score).toBeCloseTo(score, 5);
      }
    }
  });

  it("stays within the model's context, and takes no sources for an answer", async () => {
    const model = make(9, 1);
    const [found = []] = await beamSearch(model, [[3, 4]], { start: START, end: 8, beams: 2 });
    for (const { ids } of found) expect(ids.length).toBeLessThanOrEqual(32);
    expect(await beamSearch(model, [], { start: START, end: END })).toEqual([]);
  });

  it("frees everything", async () => {
    const model = make(9, 1);
    const before = memory().numTensors;
    await beamSearch(model, SOURCES, { start: START, end: END, extraTokens: 4 });
    expect(memory().numTensors).toBe(before);
  });
});

describe("one source's search", () => {
  const RULES: BeamRules = { beams: 2, penalty: 0.6, end: 0, maxLength: 3 };
  /** Logits that are the logarithms of probabilities. */
  const rows =
    (...probabilities: number[][]) =>
    (row: number) =>
      Float32Array.from(probabilities[row] ?? [], Math.log);

  it("ranks by the length penalty: a longer target may win though it is less likely", () => {
    const search = (penalty: number) => {
      const found = new SourceSearch({ ...RULES, penalty });
      found.advance(rows([0.45, 0.55, 0]), 0); // the end, or token 1
      found.advance(rows([0.8, 0.2, 0]), 0); // then the end
      return found.hypotheses.map(({ ids }) => ids);
    };
    expect(search(0)).toEqual([[], [1]]); // 0.45 and 0.44
    expect(search(0.6)).toEqual([[1], []]);
  });

  it("is over when as many have ended as there are beams", () => {
    const search = new SourceSearch(RULES);
    search.advance(rows([0.6, 0.4, 0]), 0);
    expect(search.alive.map(({ ids }) => ids)).toEqual([[1], [2]]);
    search.advance(rows([0.9, 0.1, 0], [0.9, 0.1, 0]), 0);
    expect(search.alive).toEqual([]);
    expect(search.hypotheses.every(({ ended }) => ended)).toBe(true);
  });

  it("does not end with an end that is not among the best", () => {
    const search = new SourceSearch(RULES);
    search.advance(rows([0.2, 0.4, 0.4]), 0);
    expect(search.hypotheses).toEqual([]);
    expect(search.alive.map(({ ids }) => ids)).toEqual([[1], [2]]);
  });

  it("cuts off at the longest length", () => {
    const search = new SourceSearch({ ...RULES, beams: 1 });
    for (let step = 0; step < 3; step++) search.advance(rows([0.1, 0.9, 0]), 0);
    expect(search.alive).toEqual([]);
    expect(search.hypotheses).toMatchObject([{ ids: [1, 1, 1], ended: false }]);
  });
});

it("likeliest tokens are sorted, the smaller id first among equals, and their probabilities sum to 1", () => {
  const found = likeliest(Float32Array.of(1, 3, -2, 3, 0), 5);
  expect(found.map(({ id }) => id)).toEqual([1, 3, 0, 4, 2]);
  expect(found.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0)).toBeCloseTo(
    1,
  );
  expect(likeliest(Float32Array.of(1, 3, -2, 3, 0), 2).map(({ id }) => id)).toEqual([1, 3]);
});
