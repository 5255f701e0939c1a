import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { json, jsonLines, scratch } from "./testing/gpt.ts";

const folder = scratch();
const at = (...path: string[]) => join(folder.path, ...path);
afterAll(() => folder.clear());

const SIZES = ["model.nLayer=1", "model.nHead=2", "model.dModel=32", "--context=48", "--batch=4"];
const TALES = ["data.type=tales", "data.count=40", "data.validationCount=6", "evalBatches=2"];
const TINY = [...SIZES, ...TALES, "--steps=12", "--eval-every=6"];

const losses = (run: string) =>
  jsonLines<{ type: string; loss: number }>(readFileSync(at(run, "metrics.jsonl"), "utf8"))
    .filter(({ type }) => type === "step")
    .map(({ loss }) => loss);
const read = (...path: string[]) => JSON.parse(readFileSync(at(...path), "utf8"));

describe("gpt pretrain", () => {
  it("mlm: BERT on masked pairs of sentences, to be fine-tuned, in Hugging Face's names", async () => {
    const run = at("bert");
    const masking = ["masking.wholeWord=true", "masking.duplicates=2"];
    await json("pretrain", "--objective=mlm", ...TINY, ...masking, "--out", run);
    expect(read("bert", "config.json")).toMatchObject({
      model: { type: "bert" },
      masking: { share: 0.15, wholeWord: true, duplicates: 2, shortShare: 0.1 },
    });
    expect(losses("bert")[0]).toBeGreaterThan(Math.log(512)); // tokens, and next sentences

    const task = [
      "--task=tales-similarity",
      "task.count=12",
      "task.validationCount=6",
      "--epochs=1",
    ];
    await json("finetune", ...task, "--from", run, "--out", at("pairs"));
    // Without both orders: BERT's own way of reading pairs.
    await json(
      "finetune",
      ...task,
      "head.type=classification",
      "--from",
      run,
      "--out",
      at("class"),
    );
    expect(read("class", "config.json").architectures).toEqual(["BertForSequenceClassification"]);
    const [score] = await json("evaluate", at("class"), "--task=tales-similarity", "--examples=3");
    expect(score).toMatchObject({ event: "evaluate", task: "tales-similarity" });
  });

  it("mlm: goes on exactly after a stop", async () => {
    const args = ["pretrain", "--objective=mlm", ...TINY, "schedule.type=constant", "--lr=0.001"];
    await json(...args, "--out", at("whole"));
    await json(...args, "--steps=7", "--out", at("parted"));
    await json("resume", at("parted"), "--steps=12");
    expect(losses("parted")).toEqual(losses("whole"));
  });

  it("clm: a GPT-1; a model that is named decides the objective", async () => {
    await json("pretrain", ...TINY, "--steps=1", "--out", at("gpt1"));
    expect(read("gpt1", "config.json").model.type).toBe("gpt1");
    await json("pretrain", "--model=bert-nano", ...TINY, "--steps=1", "--out", at("named"));
    expect(read("named", "config.json").model.type).toBe("bert");
  });
});
