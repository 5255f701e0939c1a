import "@tensorflow/tfjs-backend-cpu";
import { pairBatch } from "@gpt/data";
import type { EncodedExample } from "@gpt/models";
import { describe, expect, it } from "vitest";
import {
  batchesPerEpoch,
  bucketedStream,
  epochBatches,
  tokenBatches,
  tokenBucketedStream,
} from "./bucketed-stream.ts";
import { encodeTask, lengthOf, trainingItems } from "./encode-task.ts";
import { characters, nanoTask } from "./fixture.ts";

const { head } = nanoTask({ type: "classification" });
const examples = Array.from({ length: 101 }, (_, i) => ({
  text: "a".repeat(1 + ((i * 37) % 20)),
  label: i % 2,
}));
const items = encodeTask(head, characters, examples).examples;
const OPTIONS = { batchSize: 4, seed: 3, length: lengthOf, batch: head.batch };

describe("bucketed stream", () => {
  it("gives every item once an epoch, in another order every epoch", () => {
    const orders = [0, 1, 2].map((epoch) => epochBatches(items, epoch, OPTIONS));
    for (const batches of orders) {
      expect(batches).toHaveLength(batchesPerEpoch(items.length, 4));
      expect(batches.flat()).toHaveLength(items.length);
      expect(new Set(batches.flat())).toEqual(new Set(items));
      expect(batches.filter((batch) => batch.length !== 4)).toHaveLength(1); // 101 = 25·4 + 1
    }
    const places = orders.map((batches) => batches.flat().map((item) => items.indexOf(item)));
    expect(new Set(places.map((order) => order.join())).size).toBe(3);
    expect(epochBatches(items, 0, { ...OPTIONS, seed: 4 })).not.toEqual(orders[0]);
  });

  it("puts items of like length together, so that little is padded", () => {
    const padding = (batches: readonly (readonly EncodedExample[])[]) =>
      batches.reduce((sum, batch) => {
        const lengths = batch.map(lengthOf);
        return sum + lengths.reduce((lost, length) => lost + Math.max(...lengths) - length, 0);
      }, 0);
    const inOrder = Array.from({ length: 26 }, (_, i) => items.slice(i * 4, i * 4 + 4));
    expect(padding(epochBatches(items, 0, OPTIONS))).toBeLessThan(padding(inOrder) / 4);
  });

  it("takes pairs of a translation as well", async () => {
    const pairs = [5, 2, 9, 4].map((length) => ({
      source: new Array<number>(length).fill(3),
      target: [4],
    }));
    const length = ({ source }: (typeof pairs)[0]) => source.length;
    const stream = bucketedStream(pairs, { batchSize: 2, length, batch: pairBatch });
    const shapes = [await stream.next(), await stream.next()].map(({ source }) => source?.shape[1]);
    expect(shapes.sort()).toEqual([4, 9]);
  });

  it("goes on exactly from a position", async () => {
    const whole = bucketedStream(items, OPTIONS);
    const batches = [];
    for (let i = 0; i < 60; i++) batches.push(await whole.next());
    for (const at of [0, 7, 26, 53]) {
      const again = bucketedStream(items, OPTIONS);
      await again.seek(JSON.parse(JSON.stringify({ batch: at })));
      for (let i = at; i < 60; i++) expect(await again.next()).toEqual(batches[i]);
      expect(again.position()).toEqual({ batch: 60 });
    }
    await expect(whole.seek({ batch: -1 })).rejects.toThrow(/position/);
  });
});

describe("training items", () => {
  it("are the windows of a passage, one by one, and whole examples else", () => {
    const span = nanoTask({ type: "span", stride: 5 }, "bert").head;
    const question = { id: "q", question: "why", context: "abcdefgh".repeat(5), answers: [] };
    const { examples: encoded, cut } = encodeTask(span, characters, [question]);
    const windows = encoded[0]?.sequences.length ?? 0;
    expect(windows).toBeGreaterThan(2);
    expect(trainingItems(span, encoded).map(({ sequences }) => sequences.length)).toEqual(
      Array.from({ length: windows }, () => 1),
    );
    expect(cut).toEqual({ examples: 0, tokens: 0 });
    const choice = nanoTask({ type: "multiple-choice" }).head;
    const pick = { context: "a", choices: ["b", "c"], label: 0 };
    const whole = encodeTask(choice, characters, [pick]).examples;
    expect(trainingItems(choice, whole)).toEqual(whole);
  });

  it("count what was too long", () => {
    const long = [10, 30, 40].map((length) => ({ text: "a".repeat(length), label: 0 }));
    expect(encodeTask(head, characters, long).cut).toEqual({ examples: 2, tokens: 8 + 18 });
  });
});

describe("token-bucketed stream", () => {
  const options = { tokens: 60, seed: 3, length: lengthOf, batch: head.batch };

  it("gives every item once an epoch, in batches of few tokens, equally many every epoch", () => {
    const epochs = [0, 1, 2].map((epoch) => tokenBatches(items, epoch, options));
    for (const batches of epochs) {
      expect(new Set(batches.flat())).toEqual(new Set(items));
      expect(batches.flat()).toHaveLength(items.length);
      expect(batches).toHaveLength(epochs[0]?.length as number);
      for (const batch of batches) {
        expect(batch.length * Math.max(...batch.map(lengthOf))).toBeLessThanOrEqual(60);
      }
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it("leaves an item alone that is longer than a batch", () => {
    const batches = tokenBatches(items, 0, { ...options, tokens: 5 });
    const long = batches.filter((batch) => lengthOf(batch[0] as EncodedExample) > 5);
    expect(long.length).toBeGreaterThan(0);
    expect(long.every((batch) => batch.length === 1)).toBe(true);
  });

  it("goes on exactly from a position", async () => {
    const whole = tokenBucketedStream(items, options);
    for (let i = 0; i < 45; i++) await whole.next();
    const again = tokenBucketedStream(items, options);
    await again.seek(whole.position());
    for (let i = 0; i < 40; i++) expect(await again.next()).toEqual(await whole.next());
  });
});
