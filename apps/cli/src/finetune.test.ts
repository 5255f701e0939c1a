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

  it("refuses what makes no sense", async () => {
    const from = ["finetune", "--from", run];
    expect(await errorOf(...from)).toBe("TASK_UNNAMED");
    expect(await errorOf(...from, "--task=sst2")).toBe("TASK_DATA");
    expect(await errorOf(...from, "--task=sst9", `--data=${train()}`)).toBe("INVALID_OPTIONS");
    expect(await errorOf(...from, ...files(), "--out", run)).toBe("FOLDER_NOT_EMPTY");
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
