import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, json, scratch, TINY } from "./testing/gpt.ts";

const folder = scratch();
const run = join(folder.path, "run");
const tuned = join(folder.path, "tuned");
afterAll(() => folder.clear());

/** Texts about good and bad days: a word decides. */
function moods(count: number): string {
  const good = ["sun", "sun sun", "a sun"];
  const bad = ["rain", "rain rain", "a rain"];
  const rows = Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? `${good[(i >> 1) % 3]}\t1` : `${bad[(i >> 1) % 3]}\t0`,
  );
  return `sentence\tlabel\n${rows.join("\n")}\n`;
}

const train = () => join(folder.path, "train.tsv");
const dev = () => join(folder.path, "dev.tsv");
/** An encoder-decoder that was hardly trained. */
const TRANSLATOR = [
  "--steps=1",
  "model.nLayer=1",
  "model.dModel=16",
  "model.nHead=2",
  "data.task.count=9",
];
const files = () => ["--task=sst2", `--data=${train()}`, `--validation=${dev()}`];

beforeAll(async () => {
  await json("train", ...TINY, "--steps=30", `--out=${run}`);
  writeFileSync(train(), moods(96));
  writeFileSync(dev(), moods(24));
});

describe("gpt finetune", () => {
  it("learns a task from files, keeps the best epoch, and reports", async () => {
    const to = ["--from", run, "--out", tuned, "--epochs=20", "--batch=8", "--lr=0.01"];
    const events = await json("finetune", ...files(), ...to, "--baseline");
    expect(events.find(({ event }) => event === "baseline")).toMatchObject({ accuracy: 1 });
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(20);
    expect(events.at(-1)).toMatchObject({ event: "done", reason: "epochs", score: { value: 1 } });
    for (const file of ["model.safetensors", "task.json", "finetune.json", "tokenizer.json"]) {
      expect(existsSync(join(tuned, file)), file).toBe(true);
    }
    expect(readFileSync(join(tuned, "report.html"), "utf8")).toContain("Right (rows)");
    const { confusion } = JSON.parse(readFileSync(join(tuned, "finetune.json"), "utf8"));
    expect(confusion).toEqual([
      [12, 0],
      [0, 12],
    ]);
  });

  it("learns a task that needs no files", async () => {
    const out = join(folder.path, "tales");
    const task = ["--task=tales-sentiment", "--from", run, "--out", out];
    const events = await json("finetune", ...task, "--epochs=1", "--examples=16", "task.count=16");
    expect(events.at(-1)).toMatchObject({ event: "done" });
  });

  it("tries every point of a grid and keeps the best", async () => {
    const out = join(folder.path, "grid");
    const grid = ["--grid=lr=1e-6,0.01", "--grid=epochs=1,8", "--batch=8"];
    const events = await json("finetune", ...files(), "--from", run, "--out", out, ...grid);
    expect(events.filter(({ event }) => event === "trial")).toHaveLength(4);
    const done = events.at(-1) as unknown as { grid: { options: object; kept: boolean }[] };
    expect(done.grid.map(({ options }) => options)).toEqual([
      { lr: 1e-6, epochs: 1 },
      { lr: 1e-6, epochs: 8 },
      { lr: 0.01, epochs: 1 },
      { lr: 0.01, epochs: 8 },
    ]);
    const results = JSON.parse(readFileSync(join(out, "finetune.json"), "utf8"));
    const kept = done.grid.filter((trial) => trial.kept);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ metric: results.score.value });
    const best = Math.max(...results.grid.map(({ metric }: { metric: number }) => metric));
    expect(results.score.value).toBe(best);
    expect(results.config.schedule.learningRate).toBe(results.grid[3].options.lr);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("Grid");
    const [again] = await json("evaluate", out, ...files());
    expect(again?.value).toBe(best);
  });

  it("says what is odd: very unequal classes, texts that are cut", async () => {
    const odd = join(folder.path, "odd.tsv");
    const long = "sun ".repeat(30);
    writeFileSync(odd, `sentence\tlabel\n${`${long}\t1\n`.repeat(20)}${"rain\t0\n".repeat(3)}`);
    const task = ["--task=sst2", `--data=${odd}`, `--validation=${dev()}`];
    const out = join(folder.path, "odd");
    const events = await json("finetune", ...task, "--from", run, "--out", out, "--epochs=1");
    expect(events.find(({ event }) => event === "warning")).toMatchObject({
      code: "CLASS_IMBALANCE",
      counts: { negative: 3, positive: 20 },
    });
    expect(events.find(({ event }) => event === "cut")).toMatchObject({
      part: "train",
      examples: 20,
    });
  });

  it("refuses what makes no sense", async () => {
    const from = ["finetune", "--from", run];
    expect(await errorOf(...from)).toBe("TASK_UNNAMED");
    expect(await errorOf(...from, "--task=sst2")).toBe("TASK_DATA");
    expect(await errorOf(...from, "--task=sst9", `--data=${train()}`)).toBe("INVALID_OPTIONS");
    expect(await errorOf(...from, ...files(), "--out", run)).toBe("FOLDER_NOT_EMPTY");
    expect(await errorOf(...from, ...files(), "--grid=lr")).toBe("GRID_INVALID");
    expect(await errorOf(...from, ...files(), "--examples=1")).toBe("ONE_CLASS");
    const pairs = ["--task=tales-translation", "--from", run];
    expect(await errorOf("finetune", ...pairs)).toBe("TASK_FORM");
    const translator = join(folder.path, "translator");
    await json("pretrain", "--objective=seq2seq", ...TRANSLATOR, `--out=${translator}`);
    expect(await errorOf("finetune", ...files(), "--from", translator)).toBe("TASK_TRUNK");
    const one = join(folder.path, "one.tsv");
    writeFileSync(one, `sentence\tlabel\n${"fine\t1\n".repeat(20)}`);
    expect(await errorOf(...from, "--task=sst2", `--data=${one}`)).toBe("ONE_CLASS");
    writeFileSync(one, "sentence\tlabel\nfine\t1\nsad\t0\nodd\t7\n");
    expect(await errorOf(...from, "--task=sst2", `--data=${one}`)).toBe("LABEL_UNKNOWN");
    writeFileSync(one, "words\tlabel\na\t1\nb\t0\n");
    expect(await errorOf(...from, "--task=sst2", `--data=${one}`)).toBe("FIELD_MISSING");
    writeFileSync(one, "sentence\tlabel\n\t1\nb\t0\n");
    expect(await errorOf(...from, "--task=sst2", `--data=${one}`)).toBe("TEXT_EMPTY");
  });
});

describe("gpt predict", () => {
  it("names the class of a text", async () => {
    const [named] = await json("predict", tuned, "--text", "a sun");
    expect(named).toMatchObject({ label: expect.stringMatching(/positive|1/) });
  });

  it("reads examples from a file", async () => {
    const file = join(folder.path, "examples.jsonl");
    writeFileSync(file, '{"text": "sun"}\n{"text": "rain"}\n');
    const [good, bad] = await json("predict", tuned, "--file", file);
    expect(good?.label).not.toBe(bad?.label);
  });

  it("refuses a model without a task", async () => {
    expect(await errorOf("predict", run, "--text", "x")).toBe("NOT_FINETUNED");
    expect(await errorOf("predict", tuned)).toBe("NOTHING_TO_PREDICT");
  });
});

describe("gpt evaluate", () => {
  it("gives the metric that fine-tuning ended with", async () => {
    const [score] = await json("evaluate", tuned, ...files());
    expect(score).toMatchObject({ event: "evaluate", value: 1 });
  });
});
