import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ReproductionName } from "./reproduce/index.ts";
import {
  type Event,
  errorOf,
  gpt,
  json,
  jsonLines,
  scratch,
  start,
  written,
} from "./testing/gpt.ts";

const folder = scratch();
afterAll(() => folder.clear());

const TRUNK = '"nLayer":1,"nHead":2,"dModel":16,"contextLength":64';
const CORPUS = ["pretraining.data.count=60", "pretraining.data.validationCount=6"];

/** Each reproduction at a size of seconds. */
const SMALL: Readonly<Record<ReproductionName, readonly string[]>> = {
  gpt1: [
    `pretraining.model={"type":"gpt1",${TRUNK}}`,
    "pretraining.steps=6",
    "pretraining.evalEvery=3",
    "pretraining.batchSize=2",
    "pretraining.tokenizer.vocabSize=300",
    ...CORPUS,
    "labels=[8,16]",
    "epochs=[2,1]",
    "seeds=2",
    "validation=12",
  ],
  bert: [
    ...["encoder", "decoder"].flatMap((run) => [
      `${run}.model.nLayer=1`,
      `${run}.model.nHead=2`,
      `${run}.model.dModel=16`,
      `${run}.steps=6`,
      `${run}.evalEvery=3`,
      `${run}.evalBatches=2`,
      `${run}.batchSize=2`,
      `${run}.tokenizer.vocabSize=300`,
      `${run}.data.count=60`,
      `${run}.data.validationCount=6`,
    ]),
    "maskedBatches=2",
    "labels=[8]",
    "epochs=[1]",
    "seeds=2",
    "validation=12",
  ],
  transformer: [
    `exercise.model={"type":"transformer",${TRUNK},"dropout":0}`,
    "exercise.steps=4",
    "exercise.evalEvery=2",
    "exercise.batchSize=2",
    "exercisePairs=4",
    `translation.model={"type":"transformer",${TRUNK}}`,
    "translation.data.task.count=60",
    "translation.data.task.validationCount=12",
    "translation.steps=6",
    "translation.evalEvery=2",
    "translation.checkpointEvery=2",
    "milestones=2",
    "milestonePairs=4",
    "finalPairs=4",
    "beams=2",
    "averaged=2",
    "maps=2",
  ],
};

const small = (name: ReproductionName, out: string) => [
  "reproduce",
  name,
  ...SMALL[name],
  "--threads=1",
  `--out=${join(folder.path, out)}`,
];

/** What a reproduction left for machines. */
function resultOf(out: string): { claims: object[]; seconds: number; settings: object } {
  return JSON.parse(readFileSync(join(folder.path, out, "result.json"), "utf8"));
}

describe.each(Object.keys(SMALL) as ReproductionName[])("gpt reproduce %s", (name) => {
  it("runs to its end, and leaves a result and a page that needs no network", async () => {
    const events = await json(...small(name, name));
    const results = events.filter(({ event }) => event === "result");
    expect(results).toHaveLength(events[0]?.parts as number);
    expect(events.at(-1)).toMatchObject({ event: "done", claims: resultOf(name).claims });
    const page = readFileSync(join(folder.path, name, "report.html"), "utf8");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/NaN|undefined|(src|href)="http/);
  });

  it("called again, does nothing anew", async () => {
    const before = resultOf(name);
    const events = await json(...small(name, name));
    expect(events.some(({ event }) => event === "part")).toBe(false);
    expect(resultOf(name)).toEqual(before);
  });

  it("tells people whether each claim holds, and where the report is", async () => {
    const { code, err } = await gpt(small(name, name));
    expect(code, err).toBe(0);
    expect(err.match(/^[✓✗] /gm)).toHaveLength(resultOf(name).claims.length);
    expect(err).toContain(`${name}/report.html`);
  });

  it("explains itself with examples", async () => {
    const { code, out } = await gpt(["reproduce", name, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`$ gpt reproduce ${name} --quick`);
  });
});

describe("Ctrl-C", () => {
  it("keeps the finished parts, ends with 130, and a later call goes on with equal numbers", async () => {
    const session = start([...small("gpt1", "stopped"), "--json"]);
    await written(session.process, '"event":"result"', 4);
    session.process.kill("SIGINT");
    const { code, out } = await session.finished;
    expect(code).toBe(130);
    const first = jsonLines<Event>(out);
    expect(first.at(-1)).toMatchObject({ event: "stopped" });
    expect(existsSync(join(folder.path, "stopped", "result.json"))).toBe(false);

    const events = await json(...small("gpt1", "stopped"));
    const done = (all: readonly Event[]) => all.filter(({ event }) => event === "result");
    const both = [...done(first), ...done(events)].map((event) => event.name);
    expect(both).toHaveLength(new Set(both).size);
    const { groups } = resultOf("stopped") as unknown as { groups: object };
    expect(groups).toEqual((resultOf("gpt1") as unknown as { groups: object }).groups);
  });
});

it("refuses another's folder, and settings that make no sense", async () => {
  expect(await errorOf(...small("gpt1", "gpt1"), "seeds=1")).toBe("REPRODUCTION_CHANGED");
  expect(await errorOf(...small("gpt1", "new"), "seeds=none")).toBe("INVALID_OPTIONS");
  expect(await errorOf(...small("gpt1", "new"), "pretraining.stepps=1")).toBe("INVALID_OPTIONS");
});
