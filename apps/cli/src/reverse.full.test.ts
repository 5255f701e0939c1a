import { type IdPair, PAIR_IDS, toyPairs } from "@gpt/data";
import { beamSearch } from "@gpt/generation";
import { createModel, type Seq2SeqModel } from "@gpt/models";
import { train } from "@gpt/trainer";
import { expect, it } from "vitest";
import { startBackend } from "./backend.ts";
import { createRegistry } from "./registry.ts";

const TOY = { task: "reverse", vocabSize: 24, maxLength: 8, batchSize: 48 } as const;
const SIZES = { vocabSize: 24, contextLength: 12, nLayer: 2, nHead: 4, dModel: 64, dropout: 0 };

/** Pairs that training, with another seed, has not seen as they are. */
async function heldOut(): Promise<IdPair[]> {
  const { source } = await toyPairs({ ...TOY, seed: 99, batchSize: 200 }).next();
  const { data, shape } = source as NonNullable<typeof source>;
  const [count = 0, time = 0] = shape;
  return Array.from({ length: count }, (_, row) => {
    const ids = [...data.slice(row * time, (row + 1) * time)].filter((id) => id !== 0);
    return { source: ids, target: [...ids].reverse() };
  });
}

it("the Transformer learns to reverse: more than 99 % of the tokens are right", async () => {
  const registry = await createRegistry();
  await startBackend(registry, {});
  const model = createModel(registry, { type: "transformer", ...SIZES }) as Seq2SeqModel;
  const { parameters } = model;
  parameters.initialize(1);
  const optimizer = registry.create("optimizer", "adam", { parameters });
  const noam = { type: "noam", warmup: 300, learningRate: 2e-3 };
  const schedule = registry.create("schedule", noam, {});
  const small = registry.create("schedule", { type: "constant", learningRate: 1e-4 }, {});
  const data = toyPairs({ ...TOY, seed: 1 });
  await train({ model, optimizer, schedule, data, steps: 1500 });
  await train({ model, optimizer, schedule: small, data, steps: 300 }); // steps of noam's size go past the minimum

  const pairs = await heldOut();
  const sources = pairs.map(({ source }) => source);
  const found = await beamSearch(model, sources, { ...PAIR_IDS, beams: 1 });
  const tokens = pairs.flatMap(({ target }, row) =>
    target.map((id, at) => found[row]?.[0]?.ids[at] === id),
  );
  const accuracy = tokens.filter(Boolean).length / tokens.length;
  console.log(`token accuracy ${accuracy}`);
  expect(accuracy).toBeGreaterThan(0.99);
});
