import { startWasm } from "@gpt/backend-wasm";
import { type CausalModel, createModel, modelPlugins } from "@gpt/models";
import { Registry } from "@gpt/registry";
import { memory, tensor, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

const registry = new Registry().register(...modelPlugins);
const SIZES = { vocabSize: 61, contextLength: 96, nLayer: 2, nHead: 2, dModel: 48, dropout: 0 };
const PROMPT = [5, 17, 3, 41, 8];

const ATTENTION = {
  causal: "causal",
  banded: { type: "alternating", of: ["causal", { type: "banded", window: 20 }] },
  strided: { type: "strided", stride: 7 },
};

/** Scores of the token after the last of some ids, and the best of them. */
function next(model: CausalModel, ids: readonly number[], options: object) {
  const read: Float32Array[] = [];
  tidy(() => {
    const logits = model.logits(tensor([...ids], [1, ids.length], "int32"), {
      lastOnly: true,
      ...options,
    });
    read.push(logits.dataSync<"float32">());
  });
  const scores = read[0] as Float32Array;
  return { scores, best: scores.indexOf(Math.max(...scores)) };
}

/** Writes to the end of the context with a cache; at each token, how far its scores are from those without. */
function differences(model: CausalModel): number[] {
  const cache = model.createCache(1);
  const ids = [...PROMPT];
  const found: number[] = [];
  let fresh: readonly number[] = ids.slice();
  while (ids.length < SIZES.contextLength) {
    const cached = next(model, fresh, { cache });
    const whole = next(model, ids, {});
    expect(cached.best).toBe(whole.best);
    found.push(
      Math.max(...cached.scores.map((score, i) => Math.abs(score - (whole.scores[i] as number)))),
    );
    fresh = [(7 * ids.length + cached.best) % SIZES.vocabSize]; // a small model repeats itself
    ids.push(...fresh);
  }
  cache.dispose();
  return found;
}

const levels = missing() ? [] : loadAddon().levels();
const BACKENDS: readonly (readonly [string, () => Promise<void>])[] = [
  ...levels.map((level) => [level, () => startNative({ level, threads: 2 })] as const),
  ["wasm", () => startWasm({ threads: 2 })],
];

describe.each(BACKENDS)("writing token by token on %s", (_, start) => {
  it.each(Object.keys(ATTENTION))(
    "with a key/value cache scores as the whole text does: %s",
    async (name) => {
      await start();
      const { numTensors } = memory();
      const attention = ATTENTION[name as keyof typeof ATTENTION];
      const model = createModel(registry, { type: "gpt3", ...SIZES, attention }) as CausalModel;
      model.parameters.initialize(3);
      expect(Math.max(...differences(model))).toBeLessThan(1e-5);
      model.dispose();
      expect(memory().numTensors).toBe(numTensors);
    },
  );
});
