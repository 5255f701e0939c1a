import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModelFolder } from "@gpt/checkpoint/node";
import { beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../loop/snapshot.ts";
import { CheckpointFolder, loadCheckpoint } from "./checkpoint-folder.ts";

const config = { type: "gpt2", nLayer: 1 };
const shapes = [
  { name: "wte.weight", shape: [2, 3] },
  { name: "ln_f.bias", shape: [3] },
];

function snapshot(step: number): Snapshot {
  const tensor = (shape: number[], first: number) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => first + i / 7),
  });
  return {
    weights: new Map(shapes.map(({ name, shape }) => [name, tensor(shape, step)])),
    optimizer: {
      scalars: { step },
      tensors: new Map([["wte.weight.m", tensor([2, 3], -step)]]),
    },
    progress: {
      step,
      tokens: step * 64,
      seconds: 1.5,
      best: { loss: 2.5, step },
      stale: 0,
      validatedAt: step,
      data: { batch: step },
    },
  };
}

let folder: string;
let store: CheckpointFolder;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "gpt-checkpoint-")), "checkpoints");
  store = new CheckpointFolder(folder, { config, tokenizer: { type: "byte" } });
});
const load = (slot: "last" | "best" = "last") => loadCheckpoint(folder, slot, shapes);
const file = (name: string) => join(folder, "last", name);

it("brings a snapshot back bit for bit", async () => {
  await store.save("last", snapshot(3));
  expect(await load()).toEqual(snapshot(3));
});

it("keeps the two slots apart", async () => {
  await store.save("best", snapshot(2));
  await store.save("last", snapshot(3));
  await store.save("last", snapshot(4));
  expect((await load("best")).progress.step).toBe(2);
  expect((await load("last")).progress.step).toBe(4);
  expect(readdirSync(folder).sort()).toEqual(["best", "last"]);
});

it("is a model folder too", async () => {
  await store.save("last", snapshot(3));
  const model = await loadModelFolder(join(folder, "last"));
  expect(model.config).toEqual(config);
  expect(model.tokenizer).toEqual({ type: "byte" });
  expect((await model.weights(shapes)).get("ln_f.bias")).toEqual(
    snapshot(3).weights.get("ln_f.bias")?.data,
  );
});

describe("refuses", () => {
  beforeEach(() => store.save("last", snapshot(3)));
  const code = (expected: string) => expect(load()).rejects.toMatchObject({ code: expected });

  it("a slot that was never saved", async () => {
    await expect(load("best")).rejects.toMatchObject({ code: "CHECKPOINT_MISSING" });
  });

  it("a model folder without training state", async () => {
    rmSync(file("training.safetensors"));
    await code("CHECKPOINT_MISSING");
  });

  it("a torn state, and a torn model", async () => {
    cpSync(folder, `${folder}-copy`, { recursive: true });
    truncateSync(file("training.safetensors"), 200);
    await code("SAFETENSORS_INVALID");
    cpSync(`${folder}-copy`, folder, { recursive: true });
    truncateSync(file("model.safetensors"), 100);
    await code("CHECKPOINT_TORN");
  });

  it("a state with a flipped bit", async () => {
    const bytes = readFileSync(file("training.safetensors"));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    writeFileSync(file("training.safetensors"), bytes);
    await code("TRAINING_STATE_INVALID");
  });

  it("weights of another step", async () => {
    await store.save("best", snapshot(9));
    cpSync(join(folder, "best", "model.safetensors"), file("model.safetensors"));
    await code("CHECKPOINT_TORN");
  });

  it("a foreign safetensors file", async () => {
    cpSync(file("model.safetensors"), file("training.safetensors"));
    await code("TRAINING_STATE_INVALID");
  });

  it("a config of a newer version", async () => {
    const config = JSON.parse(readFileSync(file("config.json"), "utf8"));
    config.gpt.version = 99;
    writeFileSync(file("config.json"), JSON.stringify(config));
    await code("CONFIG_NEWER");
  });

  it("a model of another shape, naming the weight", async () => {
    const other = [{ name: "wte.weight", shape: [4, 3] }, shapes[1] as (typeof shapes)[0]];
    const error = await loadCheckpoint(folder, "last", other).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "CHECKPOINT_MISMATCH" });
    expect((error as Error).message).toContain("wte.weight");
  });
});
