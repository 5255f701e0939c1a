import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Registry } from "@gpt/registry";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { READY_TASKS, type TaskDescription, taskWarnings } from "../../index.ts";
import { fileTaskPlugins, taskFromFiles } from "../../node.ts";

/** A file with contents, in a folder of its own. */
function file(name: string, contents: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "gpt-task-")), name);
  writeFileSync(path, contents);
  return path;
}

const coded = (code: string, text = "") =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

/** Reads a file to train on and to validate on. */
const read = <D extends TaskDescription>(task: D, path: string) =>
  taskFromFiles(task, { train: [path], validation: [path] });

const mood = {
  form: "classification",
  metric: "accuracy",
  text: "text",
  label: "mood",
  labels: ["bad", "good"],
} satisfies TaskDescription;
const moods = [
  { text: "I like it.", label: 1 },
  { text: 'So "dull".', label: 0 },
];

describe("a table", () => {
  const objects = [
    { text: "I like it.", mood: 1 },
    { text: 'So "dull".', mood: 0 },
  ];
  it.each([
    ["tsv", 'mood\ttext\n1\tI like it.\n0\tSo "dull".\n'],
    ["tsv.gz", gzipSync('mood\ttext\n1\tI like it.\n0\tSo "dull".\n')],
    ["csv", 'text,mood\nI like it.,good\r\n"So ""dull"".",bad\r\n'],
    ["jsonl", `${objects.map((item) => JSON.stringify(item)).join("\n\n")}\n`],
    ["json", JSON.stringify(objects)],
    [
      "parquet",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "text", data: objects.map(({ text }) => text), type: "STRING" },
            { name: "mood", data: objects.map((item) => BigInt(item.mood)), type: "INT64" },
          ],
        }),
      ),
    ],
  ])("is read from .%s", async (extension, contents) => {
    const task = await read(mood, file(`a.${extension}`, contents));
    expect(task).toEqual({
      name: "files",
      form: "classification",
      labels: ["bad", "good"],
      metric: "accuracy",
      train: moods,
      validation: moods,
    });
  });

  it("needs no header line where the columns have names, but may have one", async () => {
    const named: TaskDescription = { ...mood, columns: ["mood", "text"] };
    const rows = "1\tI like it.\n0\tSo dull.\n";
    const bare = await read(named, file("a.tsv", rows));
    expect(bare).toEqual(await read(named, file("a.tsv", `mood\ttext\n${rows}`)));
    expect(bare.train.length).toBe(2);
  });

  it("can have its classes learnt from the training file, and its own spelling of them", async () => {
    const path = file("a.csv", "text,mood\none,sad\ntwo,glad\n");
    const { labels: _, ...open } = mood;
    expect((await read(open, path)).labels).toEqual(["glad", "sad"]);
    const spelt = await read({ ...mood, values: ["sad", "glad"] }, path);
    expect(spelt.train).toEqual([
      { text: "one", label: 0 },
      { text: "two", label: 1 },
    ]);
  });

  it("shares out its rows where there is no file to validate on", async () => {
    const rows = Array.from({ length: 50 }, (_, at) => `text ${at}\t${at % 2}`);
    const path = file("a.tsv", `text\tmood\n${rows.join("\n")}\n`);
    const task = await taskFromFiles(mood, { train: [path], validationShare: 0.2 });
    expect([task.train.length, task.validation.length]).toEqual([40, 10]);
    const all = [...task.train, ...task.validation];
    expect(new Set(all.map((example) => JSON.stringify(example))).size).toBe(50);
  });

  it("warns of unequal classes, and of no others", async () => {
    const rows = (bad: number, good: number) =>
      `text\tmood\n${"word\t0\n".repeat(bad)}${"word\t1\n".repeat(good)}`;
    expect(taskWarnings(await read(mood, file("a.tsv", rows(3, 1))))).toEqual([]);
    expect(taskWarnings(await read(mood, file("a.tsv", rows(2, 8))))).toEqual([
      { code: "CLASS_IMBALANCE", message: expect.any(String), counts: { bad: 2, good: 8 } },
    ]);
  });
});

describe("mistakes in a table", () => {
  it.each([
    ["LABEL_UNKNOWN", "line 3", "text\tmood\none\t1\ntwo\tfine\n"],
    ["LABEL_UNKNOWN", "line 2", "text\tmood\none\t2\n"],
    ["FIELD_MISSING", "line 2", "text\tlabel\none\t1\n"],
    ["FIELD_MISSING", "line 3", "mood\ttext\n1\tone\n0\n"],
    ["TEXT_EMPTY", "line 3", "mood\ttext\n1\tone\n0\t \n"],
    ["ONE_CLASS", "", "text\tmood\none\t1\ntwo\t1\n"],
    ["CORPUS_EMPTY", "", "text\tmood\n"],
  ])("%s %s", async (code, place, contents) => {
    await expect(read(mood, file("a.tsv", contents))).rejects.toEqual(coded(code, place));
  });

  it("are found in other files too", async () => {
    const score: TaskDescription = { ...READY_TASKS.stsb };
    await expect(read(score, file("a.csv", "one,two,much\n"))).rejects.toEqual(
      coded("LABEL_UNKNOWN", "line 1"),
    );
    await expect(read(mood, file("a.jsonl", '{"text": 1, "mood": 1}'))).rejects.toEqual(
      coded("TASK_FORMAT", "line 1"),
    );
    await expect(read(mood, file("a.jsonl", "\n{"))).rejects.toEqual(
      coded("CONFIG_NOT_JSON", "line 2"),
    );
    await expect(read(mood, file("a.csv", 'text,mood\n"one,1\n'))).rejects.toEqual(
      coded("TASK_FORMAT"),
    );
    await expect(read(mood, file("a.doc", "text"))).rejects.toEqual(coded("TASK_FORMAT"));
    await expect(read(mood, file("a.parquet", "PAR?"))).rejects.toEqual(coded("FILE_FAILED"));
    await expect(read(mood, "/nowhere/a.parquet")).rejects.toEqual(coded("FILE_NOT_FOUND"));
    await expect(read(mood, "/nowhere/a.tsv")).rejects.toEqual(coded("FILE_NOT_FOUND"));
    const misspelt = { ...mood, lable: "x" } as TaskDescription;
    await expect(read(misspelt, file("a.tsv", ""))).rejects.toEqual(coded("INVALID_OPTIONS"));
  });
});

describe("multiple choice", () => {
  it("takes answers from columns, from lists, and from lists of lists", async () => {
    const cloze = READY_TASKS["story-cloze"];
    const columns = [...cloze.context, ...cloze.choices, cloze.label];
    const table = await read(cloze, file("a.csv", `${columns}\nA.,B.,C.,D.,yes,no,2\n`));
    expect(table.train).toEqual([{ context: "A. B. C. D.", choices: ["yes", "no"], label: 1 }]);
    const passage = {
      article: "Text.",
      questions: ["Why?", "Who?"],
      options: [
        ["a", "b"],
        ["c", "d"],
      ],
      answers: ["B", "A"],
    };
    const race = await read(READY_TASKS.race, file("1.txt", JSON.stringify(passage)));
    expect(race.train).toEqual([
      { context: "Text. Why?", choices: ["a", "b"], label: 1 },
      { context: "Text. Who?", choices: ["c", "d"], label: 0 },
    ]);
    const one = { article: "Text.", question: "Why?", options: ["a", "b"], answer: "C" };
    await expect(read(READY_TASKS.race, file("a.jsonl", JSON.stringify(one)))).rejects.toEqual(
      coded("LABEL_UNKNOWN"),
    );
    await expect(
      read(READY_TASKS.race, file("a.jsonl", JSON.stringify({ ...one, options: ["a"] }))),
    ).rejects.toEqual(coded("TASK_FORMAT"));
  });
});

describe("tagging", () => {
  it("reads column files with documents, comments and CoNLL-U's extra lines", async () => {
    const conll =
      "-DOCSTART- -X- -X- O\n\nAnn NNP I-NP B-PER\nran VBD I-VP O\n\n\nParis NNP I-NP B-LOC";
    const { labels, train } = await read(READY_TASKS.conll2003, file("train.txt", conll));
    expect(train.map(({ words }) => words)).toEqual([["Ann", "ran"], ["Paris"]]);
    expect(train.map(({ tags }) => tags.map((tag) => labels[tag]))).toEqual([
      ["B-PER", "O"],
      ["B-LOC"],
    ]);
    const row = (id: string, form: string, tag: string) => [id, form, "_", tag, "_"].join("\t");
    const conllu = [
      "# text = don't",
      row("1-2", "don't", "_"),
      row("1", "do", "AUX"),
      row("2", "n't", "PART"),
      row("2.1", "x", "X"),
    ];
    const ud = await read(READY_TASKS["conllu-pos"], file("a.conllu", conllu.join("\n")));
    expect(ud.train).toEqual([{ words: ["do", "n't"], tags: [3, 9] }]);
  });

  it("names the line of a mistake", async () => {
    const wnut = READY_TASKS.wnut17;
    await expect(read(wnut, file("a", "one\tO\ntwo\n"))).rejects.toEqual(
      coded("TASK_FORMAT", "line 2"),
    );
    await expect(read(wnut, file("a", "one\tO\ntwo\tB-dog\n"))).rejects.toEqual(
      coded("LABEL_UNKNOWN", "line 2"),
    );
    await expect(read(wnut, file("a", " \t\n\tO\n"))).rejects.toEqual(
      coded("TEXT_EMPTY", "line 2"),
    );
  });
});

describe("questions on passages", () => {
  const squad = (qa: object, context = "😀 Ann ran.") =>
    file(
      "a.json",
      JSON.stringify({
        data: [{ paragraphs: [{ context, qas: [{ id: "1", question: "Who?", ...qa }] }] }],
      }),
    );

  it("counts characters as strings do, and knows questions without an answer", async () => {
    const path = squad({ answers: [{ text: "Ann", answer_start: 2 }] });
    expect((await read(READY_TASKS.squad, path)).train).toEqual([
      { id: "1", question: "Who?", context: "😀 Ann ran.", answers: [{ text: "Ann", start: 3 }] },
    ]);
    const none = squad({ answers: [], is_impossible: true });
    expect((await read(READY_TASKS["squad-v2"], none)).train).toMatchObject([{ answers: [] }]);
    await expect(read(READY_TASKS.squad, none)).rejects.toEqual(coded("TASK_FORMAT", "question 1"));
  });

  it("refuses an answer that is not there, and other files", async () => {
    await expect(
      read(READY_TASKS.squad, squad({ answers: [{ text: "Ann", answer_start: 3 }] })),
    ).rejects.toEqual(coded("TASK_FORMAT", "question 1"));
    await expect(read(READY_TASKS.squad, file("a.json", '{"data": 1}'))).rejects.toEqual(
      coded("INVALID_OPTIONS"),
    );
  });
});

describe("parallel text", () => {
  const pair = (source: string, target: string) => [file("a.de", source), file("a.en", target)];
  const load = (files: string[]) =>
    taskFromFiles(READY_TASKS.parallel, { train: files, validation: files });

  it("goes line by line, or by columns", async () => {
    const { train } = await load(pair("eins\nzwei\n", "one\ntwo\n"));
    expect(train).toEqual([
      { source: "eins", target: "one" },
      { source: "zwei", target: "two" },
    ]);
    const columns: TaskDescription = { ...READY_TASKS.parallel, source: "de", target: "en" };
    const table = await read(columns, file("a.jsonl", '{"de": "eins", "en": "one"}'));
    expect(table.train).toEqual([{ source: "eins", target: "one" }]);
  });

  it("refuses files that do not fit together", async () => {
    await expect(load(pair("eins\nzwei\n", "one\n"))).rejects.toEqual(coded("TASK_FORMAT"));
    await expect(load(pair("eins\n\n", "one\n\n"))).rejects.toEqual(coded("TEXT_EMPTY", "line 2"));
    await expect(load([file("a.de", "eins")])).rejects.toEqual(coded("TASK_FORMAT"));
  });
});

describe("the plug-in task-files", () => {
  const registry = new Registry().register(...fileTaskPlugins);
  const create = (options: object) =>
    registry.create("task", { type: "task-files", ...options }, {});

  it("takes a ready description by name, or one of your own", async () => {
    const train = [file("a.tsv", "sentence\tlabel\nfine\t1\nbad\t0\n")];
    const task = await create({ task: "sst2", train, validation: train });
    expect(task).toMatchObject({ name: "sst2", labels: ["negative", "positive"] });
    const own = { ...mood, text: "sentence", label: "label" };
    expect((await create({ task: own, train, validation: train })).train).toEqual(task.train);
  });

  it("refuses other names, and paths that name nothing", async () => {
    await expect(create({ task: "sst3", train: ["a"] })).rejects.toEqual(
      coded("INVALID_OPTIONS", "sst2"),
    );
    await expect(create({ task: "sst2", train: ["/nowhere/*.tsv"] })).rejects.toEqual(
      coded("NO_FILES"),
    );
    expect(() => create({ task: { form: "riddle" }, train: ["a"] })).toThrow(
      coded("INVALID_OPTIONS"),
    );
  });
});
