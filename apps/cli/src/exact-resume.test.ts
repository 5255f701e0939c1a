import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gpt, jsonLines, scratch, start, TINY, written } from "./testing/gpt.ts";

const STEPS = 200;
const folder = scratch();
afterAll(() => folder.clear());

const run = (name: string) => [
  "train",
  ...TINY,
  `--steps=${STEPS}`,
  "--accumulate=2",
  `--out=${join(folder.path, name)}`,
  "--backend=wasm",
  "--json",
  "checkpointEvery=5",
  "model.dropout=0.1",
];

interface Result {
  readonly losses: readonly number[];
  readonly weights: string;
}

/** The loss of every step as logged, and a fingerprint of the last weights. */
function result(name: string): Result {
  const events = jsonLines<{ type: string; loss: number }>(
    readFileSync(join(folder.path, name, "metrics.jsonl"), "utf8"),
  );
  const losses = events.filter(({ type }) => type === "step").map(({ loss }) => loss);
  const weights = readFileSync(join(folder.path, name, "checkpoints/last/model.safetensors"));
  return { losses, weights: createHash("sha256").update(weights).digest("hex") };
}

/** Starts a session and kills it with SIGKILL when `when` comes true. */
async function kill(
  args: readonly string[],
  name: string,
  when: (name: string, session: ChildProcess) => Promise<void>,
): Promise<void> {
  const session = start(args);
  await Promise.race([when(name, session.process), session.finished]);
  session.process.kill("SIGKILL");
  const { signal, out } = await session.finished;
  expect(signal, `ended before it was killed: ${out.slice(-300)}`).toBe("SIGKILL");
}

/** A checkpoint that is being written. */
const partial = (name: string) => join(folder.path, name, "checkpoints/last.partial");

/** Until a checkpoint's files are being written. */
async function insideWrite(name: string): Promise<void> {
  while (!existsSync(partial(name))) await turn();
}

/** Until a random one of the session's first steps has been told, and a random moment more. */
async function anywhere(_: string, session: ChildProcess): Promise<void> {
  await written(session, '"event":"step"', Math.ceil(Math.random() * 40));
  await wait(Math.random() * 10);
}

/** A run that is killed three times, the second time inside a checkpoint's write. */
async function killedRun(name: string): Promise<Result> {
  const resume = ["resume", join(folder.path, name), "--backend=wasm", "--json"];
  await kill(run(name), name, anywhere);
  await kill(resume, name, insideWrite);
  expect(existsSync(partial(name)), "killed inside the write").toBe(true);
  await kill(resume, name, anywhere);
  const last = await gpt(resume);
  expect(last.code, last.err + last.out).toBe(0);
  return result(name);
}

describe("a run killed by SIGKILL three times", () => {
  let whole: Result;
  beforeAll(async () => {
    const { code, out, err } = await gpt(run("whole"));
    expect(code, out + err).toBe(0);
    whole = result("whole");
  });

  it("was not interrupted in its reference", () => {
    expect(whole.losses).toHaveLength(STEPS);
  });

  it.each(["first", "second"])(
    "ends with the bits of an uninterrupted run (%s time)",
    async (name) => {
      const killed = await killedRun(name);
      expect(killed.losses).toEqual(whole.losses);
      expect(killed.weights).toBe(whole.weights);
    },
  );
});
