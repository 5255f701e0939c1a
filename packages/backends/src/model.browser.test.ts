import { float32, importTensors } from "@gpt/checkpoint";
import { type CausalModel, createModel } from "@gpt/models";
import { tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { modelRun, registry, worstDifference } from "./model-run.ts";
import { selectBackend } from "./select.ts";

/** Weights, and the logits that PyTorch computes of them. */
interface Golden {
  readonly weights: {
    readonly [name: string]: { readonly shape: number[]; readonly data: number[] };
  };
  readonly input_ids: number[][];
  readonly logits: number[];
}

// read by Vite; there is none where the reference data are not
const found = import.meta.glob<Golden>("../../../../shared/spec/golden/gpt2-tiny.json", {
  import: "default",
});
const golden = await Object.values(found)[0]?.();
if (golden === undefined) console.warn("skipped: golden logits, ../shared is not there");

const STEPS = 8;
const expected = selectBackend("cpu").then(() => modelRun(STEPS));

describe.each(["cpu", "wasm", "webgpu"])("a GPT-2 in a browser on %s", (backend) => {
  const start = () => selectBackend(backend);

  it("trains as on cpu", async () => {
    const losses = await expected;
    await start();
    expect(worstDifference(await modelRun(STEPS), losses)).toBeLessThan(1e-3);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.2);
  });

  it.skipIf(golden === undefined)("computes PyTorch's logits", async () => {
    const { weights, input_ids: ids, logits } = golden as Golden;
    await start();
    const sizes = { vocabSize: 29, contextLength: 12, nLayer: 4, nHead: 4, dModel: 16, dropout: 0 };
    const model = createModel(registry, { type: "gpt2", ...sizes }) as CausalModel;
    const stored = Object.entries(weights).map(
      ([name, { shape, data }]) => [name, float32(shape, Float32Array.from(data))] as const,
    );
    for (const [name, values] of importTensors("gpt2", new Map(stored), model.parameters)) {
      model.parameters.assign(name, values);
    }
    const inputs = tensor(ids, [ids.length, (ids[0] as number[]).length], "int32");
    const got = await model.logits(inputs).data();
    const size = Math.max(...logits.map(Math.abs));
    const worst = Math.max(...logits.map((logit, i) => Math.abs((got[i] as number) - logit)));
    expect(got.length).toBe(logits.length);
    expect(worst / size).toBeLessThan(1e-4);
    model.dispose();
  });
});
