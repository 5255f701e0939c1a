import { describe, expect, it } from "vitest";
import { json, scratch, TINY } from "./testing/gpt.ts";

/** The losses of a run in a folder of its own, one a step. */
async function curve(backend: string, steps: number): Promise<number[]> {
  const folder = scratch();
  try {
    const run = [...TINY, `--steps=${steps}`, `--backend=${backend}`, `--out=${folder.path}/run`];
    const events = await json("train", ...run, "model.dropout=0.1");
    return events.filter(({ event }) => event === "step").map(({ loss }) => loss as number);
  } finally {
    folder.clear();
  }
}

describe.each(["native", "wasm", "cpu"])("two runs of 200 steps on %s", (backend) => {
  it("have the same losses, to the bit", async () => {
    const first = await curve(backend, 200);
    expect(first).toHaveLength(200);
    expect(await curve(backend, 200)).toEqual(first);
  });
});

describe.each(["native", "wasm"])("100 steps on %s", (backend) => {
  it("have the losses of plain JavaScript within 1e-3 of their size", async () => {
    const expected = await curve("cpu", 100);
    const losses = await curve(backend, 100);
    expect(losses).toHaveLength(100);
    for (const [step, loss] of losses.entries()) {
      const other = expected[step] as number;
      expect(Math.abs(loss / other - 1), `step ${step + 1}`).toBeLessThan(1e-3);
    }
  });
});
