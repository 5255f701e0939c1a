import { engine, memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { makeTrainer, type Sizes } from "../bench/gpt.ts";
import { selectBackend } from "./index.ts";
import { type Emscripten, emscripten } from "./wasm-heap.ts";

const SMALL: Sizes = { layers: 2, heads: 2, width: 32, time: 24, batch: 2, vocab: 61 };

/** Losses of some steps from the same start. */
function train(steps: number, sizes = SMALL): number[] {
  const trainer = makeTrainer(sizes);
  const losses = Array.from({ length: steps }, () => {
    const loss = trainer.step();
    const [value] = loss.dataSync();
    loss.dispose();
    return value as number;
  });
  trainer.dispose();
  return losses;
}

describe.each(["cpu", "wasm"])("training on %s", (name) => {
  it("lowers the loss", async () => {
    await selectBackend(name);
    const losses = train(8);
    expect(losses[0]).toBeCloseTo(Math.log(SMALL.vocab), 1);
    expect(losses[7]).toBeLessThan((losses[0] as number) - 0.3);
  });

  it("gives the same bits twice", async () => {
    await selectBackend(name);
    expect(train(5)).toEqual(train(5));
  });

  it("leaves no tensor behind", async () => {
    await selectBackend(name);
    const before = memory();
    train(5);
    const { numTensors, numBytes } = memory();
    expect({ numTensors, numBytes }).toEqual({
      numTensors: before.numTensors,
      numBytes: before.numBytes,
    });
  });
});

describe("training", () => {
  it("goes the same way on cpu and wasm", async () => {
    await selectBackend("cpu");
    const expected = train(6);
    await selectBackend("wasm");
    for (const [step, loss] of train(6).entries()) {
      expect(loss).toBeCloseTo(expected[step] as number, 4);
    }
  });

  it("does not let the wasm memory grow over a thousand steps", async () => {
    await selectBackend("wasm");
    const wasm = emscripten(engine().backend);
    const sizes = { ...SMALL, layers: 1 };
    train(10, sizes);
    const bytes = wasm.HEAPU8.length;
    const used = allocationMark(wasm);
    train(1000, sizes);
    expect(wasm.HEAPU8.length).toBe(bytes);
    expect(allocationMark(wasm)).toBeLessThanOrEqual(used);
  });
});

/** Address that a new block of 1 MiB gets: it moves up where something leaks below. */
function allocationMark(wasm: Emscripten): number {
  const address = wasm._malloc(2 ** 20);
  wasm._free(address);
  return address;
}
