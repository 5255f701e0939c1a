import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { READY_TASKS } from "@gpt/data";
import { describe, expect, it } from "vitest";
import { createRegistry } from "./registry.ts";
import { resolveFinetune } from "./task/finetune-config.ts";

const root = join(import.meta.dirname, "../../../recipes");
const registry = await createRegistry();

describe.each(["gpt1", "bert"])("recipes of %s", (folder) => {
  const files = readdirSync(join(root, folder));

  it.each(files)("%s fits a known task and any size", (file) => {
    const recipe = JSON.parse(readFileSync(join(root, folder, file), "utf8"));
    const config = resolveFinetune(registry, recipe, 128);
    expect(Object.keys(READY_TASKS)).toContain(config.task.task);
    expect(config.optimizer.type).toBe(`adam-${folder}`);
    expect(resolveFinetune(registry, recipe, 1024)).toEqual(config);
  });
});

it("GPT-1's are those of §4.1 and its release", () => {
  const recipe = JSON.parse(readFileSync(join(root, "gpt1/sst2.json"), "utf8"));
  expect(resolveFinetune(registry, recipe, 768)).toMatchObject({
    epochs: 3,
    batchSize: 32,
    lmWeight: 0.5,
    optimizer: { betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1 },
    schedule: { learningRate: 6.25e-5, form: "linear", warmup: 0.002, firstUpdate: 0 },
  });
});
