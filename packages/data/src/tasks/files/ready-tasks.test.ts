import { hasShared, shared } from "@gpt/fixtures";
import { describe, expect, it } from "vitest";
import { READY_TASKS, type ReadyTask, type TaskSet, taskWarnings } from "../../index.ts";
import { taskFromFiles } from "../../node.ts";

type Known = readonly [ReadyTask, string, train: number, string | null, validation: number];

/** Examples of the files, as their README has them. */
const KNOWN: readonly Known[] = [
  ["sst2", "finetune/sst2/train.tsv", 6920, "finetune/sst2/dev.tsv", 872],
  ["sst2", "finetune/sst2/train.tsv", 6920, "finetune/sst2/test.tsv", 1821],
  ["cola", "finetune/cola/in_domain_train.tsv", 8551, "finetune/cola/in_domain_dev.tsv", 527],
  ["cola", "finetune/cola/in_domain_train.tsv", 8551, "finetune/cola/out_of_domain_dev.tsv", 516],
  ["snli", "finetune/snli/train.jsonl", 5000, "finetune/snli/dev.jsonl", 1000],
  [
    "mrpc",
    "finetune/mrpc/msr_paraphrase_train.txt",
    4076,
    "finetune/mrpc/msr_paraphrase_test.txt",
    1725,
  ],
  ["stsb", "finetune/stsb/stsb-en-train.csv", 5749, "finetune/stsb/stsb-en-dev.csv", 1500],
  ["stsb", "finetune/stsb/stsb-en-train.csv", 5749, "finetune/stsb/stsb-en-test.csv", 1379],
  ["copa", "finetune/copa/train.jsonl", 400, "finetune/copa/dev.jsonl", 100],
  ["hellaswag", "finetune/hellaswag/train.jsonl", 1800, null, 200],
  [
    "hellaswag",
    "finetune/storycloze_like/train.jsonl",
    799,
    "finetune/storycloze_like/dev.jsonl",
    200,
  ],
  ["ud-pos", "finetune/pos_ud_ewt/train.tsv", 4000, "finetune/pos_ud_ewt/dev.tsv", 2001],
  ["ud-pos", "finetune/pos_ud_ewt/train.tsv", 4000, "finetune/pos_ud_ewt/test.tsv", 2077],
];

const load = <N extends ReadyTask>(
  name: N,
  train: readonly string[],
  validation: readonly string[] | null,
) =>
  taskFromFiles(READY_TASKS[name], {
    name,
    train: train.map((path) => shared("data", path)),
    validation: validation?.map((path) => shared("data", path)),
  });

describe.each(KNOWN)("%s, %s", (name, train, count, validation, others) => {
  const there = hasShared("data", train) && (validation === null || hasShared("data", validation));

  it.skipIf(!there)(`has ${count} and ${others} examples`, async () => {
    const task: TaskSet = await load(name, [train], validation === null ? null : [validation]);
    expect([task.train.length, task.validation.length]).toEqual([count, others]);
    expect(taskWarnings(task)).toEqual([]);
  });
});

const mt = "mt/train.de";
it.skipIf(!hasShared("data", mt))("parallel text has 6,000 and 1,014 pairs", async () => {
  const paths = (part: string) => [`mt/${part}.de`, `mt/${part}.en`];
  const task = await load("parallel", paths("train"), paths("val"));
  expect([task.train.length, task.validation.length]).toEqual([6000, 1014]);
  expect(task.train[0]).toEqual({
    source: expect.stringMatching(/^Zwei junge/),
    target: expect.stringMatching(/^Two young/),
  });
});

const xquad = "finetune/squad_format/xquad.en.json";
it.skipIf(!hasShared("data", xquad))("SQuAD's questions stay with their articles", async () => {
  const task = await load("squad", [xquad], null);
  const { train, validation } = task;
  expect(train.length + validation.length).toBe(1190);
  const contexts = new Set(train.map(({ context }) => context));
  expect(validation.length).toBeGreaterThan(50);
  expect(validation.filter(({ context }) => contexts.has(context))).toEqual([]);
});
