import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { TrainEvent } from "../loop/events.ts";
import { fileHeader, scalars, sessionStart } from "../tensorboard/event.ts";
import { TensorBoardFile } from "./tensorboard-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gpt-tb-"));
});

const start = (step: number): TrainEvent => ({
  type: "start",
  step,
  facts: { name: "r", model: "gpt2", parameters: 1, backend: "cpu", machine: "" },
});
const step: TrainEvent = {
  type: "step",
  step: 1,
  loss: 2.5,
  learningRate: 0.001,
  gradNorm: 1,
  tokens: 10,
  tokensPerSecond: 100,
  seconds: 0.1,
  remaining: null,
};

async function write(...events: TrainEvent[]): Promise<void> {
  const file = new TensorBoardFile(folder);
  for (const event of events) await file.on(event);
  await file.close();
}
const files = () => readdirSync(folder).sort();
const bytes = (index: number) => readFileSync(join(folder, files()[index] as string));

it("has the file name that TensorBoard looks for", async () => {
  await write(start(0));
  expect(files()[0]).toMatch(/^events\.out\.tfevents\.\d{10}\./);
});

it("holds header, session start, and one record per event", async () => {
  await write(start(0), step, { type: "note", step: 1, message: "not for charts" });
  const time = { wallTime: 0, step: 1 };
  const expected =
    fileHeader(0).length +
    sessionStart(time).length +
    scalars(time, {
      "loss/train": 2.5,
      "optimizer/learning_rate": 0,
      "optimizer/gradient_norm": 1,
      "speed/tokens_per_second": 100,
    }).length;
  expect(bytes(0).length).toBe(expected);
  expect(bytes(0).includes("loss/train")).toBe(true);
});

it("writes the perplexity beside the validation loss, and samples as bold prompt and text", async () => {
  await write(
    start(0),
    { type: "validation", step: 1, loss: 2, best: true, tokens: 0, seconds: 0 },
    { type: "sample", step: 1, samples: [{ prompt: "Once", text: " upon\na time" }] },
  );
  expect(bytes(0).includes("loss/validation_perplexity")).toBe(true);
  expect(bytes(0).includes("**Once** upon  \na time")).toBe(true);
});

it("starts a new file when the run goes on, leaving the first alone", async () => {
  await write(start(0), step);
  const before = bytes(0);
  await write(start(1));
  expect(files()).toHaveLength(2);
  expect(files().map((name) => readFileSync(join(folder, name)))).toContainEqual(before);
});
