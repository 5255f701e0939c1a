import "@tensorflow/tfjs-backend-cpu";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunConfigInput } from "../config/run-config.ts";
import { Recorder } from "../loop/fixture.ts";
import { registry } from "../run/fixture.ts";
import { openModel } from "./open-model.ts";
import { reportRun } from "./report-file.ts";
import { readRunConfig, resumeRun, startRun } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "gpt-run-"));
const folder = join(root, "run");
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TINY: RunConfigInput = {
  model: { type: "gpt2-nano", nLayer: 1, nHead: 2, dModel: 16, contextLength: 16 },
  tokenizer: "byte",
  data: { type: "tales", count: 10, validationCount: 2 },
  steps: 10,
  batchSize: 2,
  evalEvery: 5,
  evalBatches: 2,
  sample: { tokens: 4 },
};

let tensors = 0;
beforeAll(async () => {
  tensors = memory().numTensors;
  await startRun(TINY, { registry, folder });
});

describe("startRun", () => {
  it("frees everything at its end", () => {
    expect(memory().numTensors).toBe(tensors);
  });

  it("records the configuration with all defaults, which is the same run again", async () => {
    const config = await readRunConfig(registry, folder);
    expect(config).toMatchObject({ steps: 10, seed: 1, model: { type: "gpt2", vocabSize: 257 } });
    await startRun(config, { registry, folder: join(root, "again") });
    const weights = (run: string) =>
      readFileSync(join(root, run, "checkpoints/last/model.safetensors"));
    expect(weights("again").equals(weights("run"))).toBe(true);
  });

  it("does not touch a folder that has a run", async () => {
    await expect(startRun(TINY, { registry, folder })).rejects.toMatchObject({
      code: "RUN_EXISTS",
    });
  });

  it("refuses windows longer than the model's context", async () => {
    const run = startRun({ ...TINY, contextLength: 99 }, { registry, folder: join(root, "long") });
    await expect(run).rejects.toMatchObject({ code: "CONTEXT_TOO_LONG" });
  });

  it("refuses texts for an encoder-decoder", async () => {
    const config = { ...TINY, model: { type: "transformer-nano", dModel: 16, nHead: 2 } };
    const run = startRun(config, { registry, folder: join(root, "pairs") });
    await expect(run).rejects.toMatchObject({ code: "OBJECTIVE_DATA" });
  });

  it("refuses masking without the special tokens", async () => {
    const config = { ...TINY, model: { type: "bert-nano", dModel: 16, nHead: 2 } };
    const run = startRun(config, { registry, folder: join(root, "masks") });
    await expect(run).rejects.toMatchObject({ code: "TOKENIZER_SPECIALS" });
  });

  it("begins anew after a preparation that failed", async () => {
    const target = join(root, "second-try");
    await startRun({ ...TINY, contextLength: 99 }, { registry, folder: target }).catch(() => {});
    const { step } = await startRun({ ...TINY, steps: 2 }, { registry, folder: target });
    expect(step).toBe(2);
  });
});

describe("resumeRun", () => {
  it("goes on, and says what was changed", async () => {
    const recorder = new Recorder();
    const options = { registry, folder, callbacks: [recorder] };
    const { step } = await resumeRun(options, { steps: 14 });
    expect(step).toBe(14);
    expect(recorder.of("note").map(({ message }) => message)).toEqual(["steps: 10 → 14"]);
    expect(recorder.of("step").map((event) => event.step)).toEqual([11, 12, 13, 14]);
  });

  it("has nothing to do in a finished run", async () => {
    const { step, reason } = await resumeRun({ registry, folder });
    expect({ step, reason }).toEqual({ step: 14, reason: "steps" });
  });

  it("begins at the beginning where there is no checkpoint yet", async () => {
    const target = join(root, "no-checkpoint");
    await startRun({ ...TINY, steps: 1 }, { registry, folder: target });
    rmSync(join(target, "checkpoints"), { recursive: true });
    const recorder = new Recorder();
    await resumeRun({ registry, folder: target, callbacks: [recorder] });
    expect(recorder.of("note")[0]?.message).toContain("anew");
    expect(recorder.losses).toHaveLength(1);
  });
});

describe("a run of BERT", () => {
  const bert: RunConfigInput = {
    ...TINY,
    model: { type: "bert-nano", nLayer: 1, nHead: 2, dModel: 16, contextLength: 48 },
    tokenizer: { type: "byte", specials: ["[PAD]", "[CLS]", "[SEP]", "[MASK]"] },
    steps: 6,
    schedule: { type: "constant", learningRate: 0.01 }, // must not know how long it will run
    checkpointEvery: 3,
  };

  it.each([
    ["dynamic", {}],
    ["static", { duplicates: 2, wholeWord: true, maxPredictions: 5 }],
  ])(
    "learns masked tokens and next sentences, and goes on exactly (%s masks)",
    async (kind, masking) => {
      const whole = new Recorder();
      const options = { registry, callbacks: [whole] };
      await startRun({ ...bert, masking }, { ...options, folder: join(root, `bert-${kind}`) });
      const parted = new Recorder();
      const half = { registry, folder: join(root, `bert-${kind}-half`), callbacks: [parted] };
      await startRun({ ...bert, masking, steps: 3 }, half);
      await resumeRun(half, { steps: 6 });
      expect(whole.losses).toHaveLength(6);
      expect(parted.losses).toEqual(whole.losses);
      expect(whole.losses[0]).toBeGreaterThan(Math.log(260)); // tokens, and next sentences
    },
  );
});

it("does not take a GPT's tokens for a BERT's, which are marked by sentences", async () => {
  const target = join(root, "other-marks");
  const tokenizer = { type: "byte", specials: ["[PAD]", "[CLS]", "[SEP]", "[MASK]"] };
  await startRun({ ...TINY, tokenizer, steps: 1 }, { registry, folder: target });
  rmSync(join(target, "config.json")); // as after a preparation that failed
  const model = { type: "bert-nano", nLayer: 1, nHead: 2, dModel: 16, contextLength: 16 };
  const run = startRun({ ...TINY, model, tokenizer, steps: 1 }, { registry, folder: target });
  expect((await run).step).toBe(1);
});

describe("openModel", () => {
  it("opens a run's best checkpoint with its tokenizer", async () => {
    const opened = await openModel(registry, folder);
    expect(opened.folder).toBe(join(folder, "checkpoints", "best"));
    expect(opened.tokenizer?.vocabSize).toBe(257);
    expect(opened.model.parameters.count).toBeGreaterThan(0);
    opened.model.dispose();
  });

  it("says where there is none", async () => {
    await expect(openModel(registry, root)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  });
});

it("writes the report anew from the logs alone", async () => {
  rmSync(join(folder, "report.html"));
  const path = await reportRun(folder);
  expect(readFileSync(path, "utf8")).toContain("</html>");
  await expect(reportRun(root)).rejects.toMatchObject({ code: "LOG_MISSING" });
});
