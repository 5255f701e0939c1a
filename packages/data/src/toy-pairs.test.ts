import { describe, expect, it } from "vitest";
import { IGNORED, pairBatch, toyPairs } from "./index.ts";

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
