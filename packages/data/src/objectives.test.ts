import { Random, STREAM } from "@gpt/random";
import { describe, expect, it } from "vitest";
import {
  IGNORED,
  maskedStream,
  maskTokens,
  memoryStore,
  pairBatch,
  roundHalfToEven,
  toyPairs,
} from "./index.ts";

const ids = { cls: 0, sep: 1, mask: 2 };

describe("maskTokens", () => {
  const tokens = [0, ...Array.from({ length: 17 }, (_, i) => 10 + i), 1];

  it("never masks [CLS] and [SEP], and rounds 15 % as Python does", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random({ seed, stream: STREAM.text });
      const { labels } = maskTokens(tokens, random, { ids, vocabSize: 40 });
      expect(labels[0]).toBe(IGNORED);
      expect(labels.at(-1)).toBe(IGNORED);
      expect(labels.filter((label) => label !== IGNORED)).toHaveLength(roundHalfToEven(19 * 0.15));
    }
  });

  it("replaces 80 % by [MASK], 10 % by random tokens, within three standard errors", () => {
    const random = new Random({ seed: 5, stream: STREAM.text });
    const counts = { masked: 0, kept: 0, all: 0 };
    while (counts.all < 100_000) {
      const { inputs, labels } = maskTokens(tokens, random, { ids, vocabSize: 30_000 });
      for (const [at, label] of labels.entries()) {
        if (label === IGNORED) continue;
        counts.all++;
        if (inputs[at] === ids.mask) counts.masked++;
        else if (inputs[at] === label) counts.kept++;
      }
    }
    const error = (share: number) => 3 * Math.sqrt((share * (1 - share)) / counts.all);
    expect(Math.abs(counts.masked / counts.all - 0.8)).toBeLessThan(error(0.8));
    expect(Math.abs(counts.kept / counts.all - 0.1)).toBeLessThan(error(0.1));
  });

  it("rounds halves to even", () => {
    expect([30 * 0.15, 70 * 0.15, 2.5, 3.5, 2.4, 2.6].map(roundHalfToEven)).toEqual([
      4, 10, 2, 4, 2, 3,
    ]);
  });
});

describe("maskedStream", () => {
  const store = memoryStore(Uint32Array.from({ length: 500 }, (_, i) => 10 + (i % 30)));
  const options = { contextLength: 15, batchSize: 3, vocabSize: 40, ids };

  it("lays out [CLS] A [SEP] B [SEP] with segments 0 and 1", async () => {
    const batch = await maskedStream(store, options).next();
    expect(batch.inputs?.shape).toEqual([3, 15]);
    expect([...(batch.tokenTypes?.data.subarray(0, 15) ?? [])]).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1,
    ]);
    expect(batch.inputs?.data[0]).toBe(ids.cls);
    expect([batch.inputs?.data[7], batch.inputs?.data[14]]).toEqual([ids.sep, ids.sep]);
    expect(batch.nextSentence?.shape).toEqual([3]);
  });

  it("continues exactly from a position", async () => {
    const first = maskedStream(store, options);
    await first.next();
    const second = maskedStream(store, options);
    await second.seek(first.position());
    expect(await second.next()).toEqual(await first.next());
  });

  it("refuses a corpus without two segments", () => {
    expect(() => maskedStream(memoryStore(new Uint32Array(9)), options)).toThrow(/too short/);
  });
});

describe("pairs", () => {
  it("pad on the right, shift the decoder's input, and ignore padding", () => {
    const batch = pairBatch([
      { source: [5, 6, 7], target: [7] },
      { source: [8], target: [8, 9] },
    ]);
    expect(
      Object.fromEntries(Object.entries(batch).map(([name, { data }]) => [name, [...data]])),
    ).toEqual({
      source: [5, 6, 7, 8, 0, 0],
      sourceMask: [1, 1, 1, 1, 0, 0],
      decoderInputs: [1, 7, 0, 1, 8, 9],
      decoderMask: [1, 1, 0, 1, 1, 1],
      decoderTargets: [7, 2, IGNORED, 8, 9, 2],
    });
  });

  it("reverse or copy, and continue from a position", async () => {
    const options = { task: "reverse", vocabSize: 20, maxLength: 6, batchSize: 2 } as const;
    const stream = toyPairs(options);
    const first = await stream.next();
    const length =
      first.sourceMask?.data.slice(0, first.source?.shape[1]).filter(Boolean).length ?? 0;
    const source = [...(first.source?.data.slice(0, length) ?? [])];
    expect([...(first.decoderInputs?.data.slice(1, length + 1) ?? [])]).toEqual(source.reverse());
    const later = toyPairs(options);
    await later.seek(stream.position());
    expect(await later.next()).toEqual(await stream.next());
  });
});
