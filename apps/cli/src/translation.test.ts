import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { talesTask } from "@gpt/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, gpt, json, scratch } from "./testing/gpt.ts";

const folder = scratch();
const run = join(folder.path, "run");
afterAll(() => folder.clear());

const { train, validation } = talesTask("tales-translation", { count: 400, validationCount: 40 });
const file = (name: string) => join(folder.path, name);
const FILES = ["--data", file("train.en"), "--data", file("train.toy")];
const HELD = ["--validation", file("val.en"), "--validation", file("val.toy")];
const TINY = ["model.nLayer=1", "model.dModel=64", "model.nHead=2", "--context=48", "--batch=16"];

beforeAll(async () => {
  for (const [name, pairs] of [["train", train] as const, ["val", validation] as const]) {
    writeFileSync(file(`${name}.en`), pairs.map(({ source }) => `${source}\n`).join(""));
    writeFileSync(file(`${name}.toy`), pairs.map(({ target }) => `${target}\n`).join(""));
  }
  const steps = ["--steps=160", "--eval-every=40", "schedule.warmup=100"];
  await json("pretrain", "--objective=seq2seq", ...FILES, ...HELD, ...TINY, ...steps, "--out", run);
}, 120_000);

describe("gpt pretrain --objective seq2seq", () => {
  it("records the paper's parts, one vocabulary for both languages, and samples", () => {
    const config = JSON.parse(readFileSync(join(run, "config.json"), "utf8"));
    expect(config).toMatchObject({
      model: { type: "transformer", head: { type: "seq2seq" } },
      optimizer: { type: "adam", betas: [0.9, 0.98], epsilon: 1e-9 },
      schedule: { type: "noam" },
      tokenizer: { type: "byte-bpe", specials: ["<pad>", "<s>", "</s>"] },
      keepCheckpoints: 5,
    });
    const samples = readFileSync(join(run, "samples.jsonl"), "utf8");
    expect(samples).toContain(` → `);
  });

  it("goes on exactly after a stop", async () => {
    const losses = (at: string) =>
      readFileSync(join(folder.path, at, "metrics.jsonl"), "utf8")
        .split("\n")
        .flatMap((line) => (line.includes('"step"') ? [JSON.parse(line)] : []))
        .filter(({ type }) => type === "step")
        .map(({ loss }) => loss);
    const args = ["pretrain", "--objective=seq2seq", ...FILES, ...HELD, ...TINY, "--eval-every=0"];
    await json(...args, "--steps=12", "--out", file("whole"));
    await json(...args, "--steps=7", "--out", file("parted"));
    await json("resume", file("parted"), "--steps=12");
    expect(losses("parted")).toEqual(losses("whole"));
  });

  it("says which pairs it leaves out", async () => {
    const args = ["pretrain", "--objective=seq2seq", ...FILES, ...HELD, ...TINY];
    const short = ["--context=40", "tokenizer.vocabSize=300", "--steps=1"];
    const events = await json(...args, ...short, "--out", file("short"));
    const notes = events.filter(({ event }) => event === "note").map(({ message }) => message);
    expect(notes[0]).toMatch(/\d+ of 400 train pairs are longer than the context/);
  });

  it("refuses what makes no sense", async () => {
    const pretrain = (...args: string[]) => errorOf("pretrain", ...args, "--out", file("never"));
    expect(await pretrain("--objective=mlm", "--model=gpt1-nano")).toBe("OBJECTIVE_MODEL");
    const seq2seq = (...args: string[]) => pretrain("--objective=seq2seq", ...args);
    expect(await seq2seq("--data=tales-sentiment")).toBe("TASK_FORM");
    expect(await seq2seq("--data", file("train.en"))).toBe("TASK_FORMAT");
    expect(await seq2seq("--data", file("train.en"), "--data", file("val.toy"))).toBe(
      "TASK_FORMAT",
    );
    expect(await seq2seq(...FILES, "--context=3")).toBe("CORPUS_EMPTY");
    expect(await seq2seq(...FILES, "--tokenizer=byte")).toBe("TOKENIZER_SPECIALS");
  });
});

describe("gpt evaluate", () => {
  it("compares translations of the run's own validation pairs, far above copying", async () => {
    const [result] = await json("evaluate", run);
    expect(result).toMatchObject({ event: "evaluate", pairs: 40, cut: 0 });
    expect(result?.value).toBeGreaterThan(30);
    expect(result?.copy).toMatchObject({ value: expect.toSatisfy((bleu: number) => bleu < 5) });
    expect(result?.signature).toMatch(/^nrefs:1\|case:mixed.*tok:13a/);
  });

  it("averages the newest checkpoints, and searches as it is told", async () => {
    const some = ["--examples=10", "--beams=1", "--length-penalty=0"];
    const [one] = await json("evaluate", run, "--average=1", ...some);
    const [three] = await json("evaluate", run, "--average=3", ...some);
    expect(one?.pairs).toBe(10);
    expect(three?.value).not.toBe(one?.value);
    expect(await errorOf("evaluate", run, "--average=9")).toBe("CHECKPOINTS_FEW");
    expect(await errorOf("evaluate", run, "--beams=0")).toBe("BEAM_OPTIONS");
  });

  it("takes other pairs", async () => {
    const [result] = await json("evaluate", run, ...HELD, "--examples=5");
    expect(result).toMatchObject({ task: "parallel", pairs: 5 });
  });
});

describe("gpt predict", () => {
  it("translates a text, and every line of a file", async () => {
    const { source } = validation[0] as (typeof validation)[0];
    const [one] = await json("predict", run, "--text", source);
    expect(one).toMatchObject({ source, translation: expect.stringMatching(/\w+/) });
    writeFileSync(file("some.en"), `${source}\r\n\n${source}\n`);
    const { out } = await gpt(["predict", run, "--file", file("some.en"), "--beams=2"]);
    const lines = out.split("\n");
    expect(lines).toHaveLength(4); // an empty line is translated too, so that lines stay together
    expect(lines[2]).toBe(lines[0]);
  });
});
