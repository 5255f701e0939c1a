import { appendFileSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { RunFacts, TrainEvent } from "../loop/events.ts";
import { JsonLines, readEvents } from "./json-lines.ts";

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "gpt-lines-")), "metrics.jsonl");
});

const facts: RunFacts = { name: "r", model: "gpt2", parameters: 1, backend: "cpu", machine: "" };
const start = (step: number): TrainEvent => ({ type: "start", step, facts });
const validation = (step: number): TrainEvent => ({
  type: "validation",
  step,
  loss: 1 / step,
  best: true,
  tokens: 0,
  seconds: 0,
});
const done = (step: number): TrainEvent => ({
  type: "done",
  step,
  reason: "steps",
  tokens: 0,
  seconds: 0,
  bestLoss: null,
  bestStep: null,
});

async function session(events: readonly TrainEvent[]): Promise<void> {
  const log = new JsonLines(path, ["validation", "done"]);
  for (const event of events) await log.on(event);
  await log.close();
}
const stepsInFile = async () => (await readEvents(path)).map((event) => event.step);

it("keeps the events of its types only, one a line, numbers exact", async () => {
  await session([start(0), validation(3), { type: "sample", step: 3, samples: [] }]);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(2);
  expect(await readEvents(path)).toEqual([validation(3)]);
});

it("drops what came after the checkpoint when a run goes on", async () => {
  await session([start(0), validation(1), validation(2), validation(3)]);
  await session([start(2), validation(3), validation(4)]);
  expect(await stepsInFile()).toEqual([1, 2, 3, 4]);
});

it("drops the end of the earlier session, and the torn line of a killed one", async () => {
  await session([start(0), validation(1), validation(2), done(2)]);
  appendFileSync(path, '{"type":"validation","st');
  await session([start(2), validation(3)]);
  expect(await readEvents(path)).toEqual([validation(1), validation(2), validation(3)]);
});

it("starts anew with a new run", async () => {
  await session([start(0), validation(1)]);
  await session([start(0), validation(1)]);
  expect(await stepsInFile()).toEqual([1]);
});

it.skipIf(!existsSync("/dev/full"))("says so when the disk is full", async () => {
  const log = new JsonLines(path, ["validation"]);
  symlinkSync("/dev/full", `${path}.tmp`);
  // The link stands in for the file: opening succeeds, every write fails as on a full disk.
  await log.on(start(0));
  await expect(log.on(validation(1))).rejects.toMatchObject({ code: "DISK_FULL" });
  await log.close();
});
