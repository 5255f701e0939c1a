import { describe, expect, it } from "vitest";
import { type BatchData, fixedBatches, memoryStore, packedStream, splitStore } from "./index.ts";

const count = (n: number) => memoryStore(Uint32Array.from({ length: n }, (_, i) => i));
const options = { contextLength: 4, batchSize: 2 };
const row = (batch: BatchData, name: string, index: number) => [
  ...(batch[name]?.data.subarray(index * 4, index * 4 + 4) ?? []),
];

async function take(
  stream: ReturnType<typeof packedStream>,
  batches: number,
): Promise<BatchData[]> {
  const out: BatchData[] = [];
  while (out.length < batches) out.push(await stream.next());
  return out;
}

describe("packedStream", () => {
  it("shifts targets by one", async () => {
    const batch = await packedStream(count(41), options).next();
    const inputs = row(batch, "inputs", 0);
    expect(row(batch, "targets", 0)).toEqual(inputs.map((id) => id + 1));
    expect(batch.inputs?.shape).toEqual([2, 4]);
  });

  it("gives every window once an epoch, in another order each epoch", async () => {
    const stream = packedStream(count(41), options); // 10 windows, 5 batches an epoch
    const epochs = [await take(stream, 5), await take(stream, 5)].map((batches) =>
      batches.flatMap((batch) => [row(batch, "inputs", 0)[0], row(batch, "inputs", 1)[0]]),
    );
    for (const starts of epochs) {
      expect([...starts].sort((a, b) => Number(a) - Number(b))).toEqual([
        0, 4, 8, 12, 16, 20, 24, 28, 32, 36,
      ]);
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it("goes in order where asked", async () => {
    const [first] = await take(packedStream(count(41), { ...options, order: "sequential" }), 1);
    expect([row(first as BatchData, "inputs", 0), row(first as BatchData, "inputs", 1)]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
  });

  it("draws windows from anywhere where asked, never past the end", async () => {
    const batches = await take(packedStream(count(41), { ...options, order: "random" }), 200);
    const starts = batches.flatMap((batch) => [
      row(batch, "inputs", 0)[0],
      row(batch, "inputs", 1)[0],
    ]);
    const targets = batches.flatMap((batch) => [...(batch.targets?.data ?? [])]);
    expect(new Set(starts).size).toBeGreaterThan(30);
    expect(Math.max(...targets)).toBeLessThanOrEqual(40);
  });

  for (const order of ["shuffled", "random", "sequential"] as const) {
    it(`continues exactly from a saved position (${order})`, async () => {
      const whole = await take(packedStream(count(99), { ...options, order }), 9);
      const first = packedStream(count(99), { ...options, order });
      await take(first, 4);
      const second = packedStream(count(99), { ...options, order });
      await second.seek(JSON.parse(JSON.stringify(first.position())));
      expect(await take(second, 5)).toEqual(whole.slice(4));
    });
  }

  it("depends on the seed", async () => {
    const [a] = await take(packedStream(count(99), { ...options, seed: 1 }), 1);
    const [b] = await take(packedStream(count(99), { ...options, seed: 2 }), 1);
    expect(a).not.toEqual(b);
  });

  it("refuses a corpus that is shorter than a window, with both lengths", () => {
    expect(() => packedStream(count(4), options)).toThrow(/more than 4 tokens[\s\S]*4 tokens/);
    expect(() => packedStream(count(5), options)).not.toThrow();
  });

  it("refuses a position of something else", async () => {
    const stream = packedStream(count(99), options);
    await expect(stream.seek({ batch: -1 })).rejects.toThrow(/position/);
    await expect(stream.seek("x")).rejects.toThrow(/position/);
  });
});

describe("fixedBatches", () => {
  it("are the same every time, and spread over the store", async () => {
    const batches = await fixedBatches(count(161), options, 4); // 40 windows
    expect(batches).toEqual(await fixedBatches(count(161), options, 4));
    expect(batches.flatMap((b) => [row(b, "inputs", 0)[0], row(b, "inputs", 1)[0]])).toEqual([
      0, 20, 40, 60, 80, 100, 120, 140,
    ]);
  });

  it("make do with a store of a single window", async () => {
    const batches = await fixedBatches(count(6), options, 4);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.inputs?.shape).toEqual([1, 4]);
  });
});

describe("splitStore", () => {
  it("keeps the end for validation", async () => {
    const { train, validation } = splitStore(count(100), 0.1);
    expect([train.length, validation.length]).toEqual([90, 10]);
    expect([...(await validation.read(0, 2))]).toEqual([90, 91]);
  });

  it("refuses a share that leaves nothing", () => {
    for (const share of [0, 1, -1, Number.NaN])
      expect(() => splitStore(count(10), share)).toThrow();
  });
});
