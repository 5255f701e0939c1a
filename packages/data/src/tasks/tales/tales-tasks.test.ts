import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import {
  type ChoiceExample,
  checkTask,
  type PairExample,
  type TalesTaskName,
  type TaskSet,
  type TextExample,
  talesTask,
  taskPlugins,
  taskWarnings,
} from "../../index.ts";
import { type Bag, bagOfWords, wordsOf } from "./bag-of-words.test-util.ts";

const NAMES: readonly TalesTaskName[] = [
  "tales-sentiment",
  "tales-entailment",
  "tales-similarity",
  "tales-choice",
  "tales-translation",
];
const make = (name: TalesTaskName, count: number, seed = 0): TaskSet =>
  talesTask(name, { seed, count, validationCount: count });

/** All texts of an example. */
function textsOf(example: TextExample | ChoiceExample | PairExample): string[] {
  if ("source" in example) return [example.source, example.target];
  if ("choices" in example) return [example.context, ...example.choices];
  return example.second === undefined ? [example.text] : [example.text, example.second];
}
const allTexts = (task: TaskSet, part: "train" | "validation") =>
  (task[part] as readonly (TextExample | ChoiceExample | PairExample)[]).map(textsOf);

describe.each(NAMES)("%s", (name) => {
  const task = make(name, 1200);

  it("is a task without a fault", () => {
    expect(() => checkTask(task)).not.toThrow();
    expect(taskWarnings(task)).toEqual([]);
    expect([task.name, task.train.length, task.validation.length]).toEqual([name, 1200, 1200]);
  });

  it("is the same for the same seed, grows at its end, and is another for another", () => {
    expect(make(name, 60).train).toEqual(task.train.slice(0, 60));
    expect(make(name, 60, 1).train).not.toEqual(task.train.slice(0, 60));
  });

  it("shares no text between training and validation, and hardly repeats", () => {
    const whole = (part: "train" | "validation") =>
      allTexts(task, part).map((texts) => JSON.stringify(texts));
    const train = new Set(whole("train"));
    expect(whole("validation").filter((texts) => train.has(texts))).toEqual([]);
    expect(train.size).toBeGreaterThan(1150);
  });

  it("has short, well-formed texts", () => {
    for (const texts of [...allTexts(task, "train"), ...allTexts(task, "validation")]) {
      const [first = "", longest = ""] = [...texts].sort((a, b) => b.length - a.length);
      expect(first.length + (texts.length > 1 ? longest.length : 0)).toBeLessThanOrEqual(300);
      for (const text of texts) {
        expect(text).not.toMatch(/ {2}|undefined|null|\[object|\ban? (?:an?|the) | ,| \.|\.\./);
        expect(text).toMatch(/^["]?[A-Za-z].*[.!?]"?$/);
        expect((text.match(/"/g) ?? []).length % 2).toBe(0);
      }
    }
  });

  it("has as many examples of each label", () => {
    if (name === "tales-translation") return;
    for (const part of ["train", "validation"] as const) {
      const labels = (task[part] as readonly TextExample[]).map(({ label }) => label);
      const classes = new Set(labels);
      for (const label of classes) {
        expect(labels.filter((other) => other === label).length).toBe(1200 / classes.size);
      }
    }
  });
});

describe("words alone do not solve them", () => {
  const score = (name: TalesTaskName, classes: number, bag: (example: TextExample) => Bag) => {
    const { train, validation } = make(name, 1000) as TaskSet<"classification">;
    return bagOfWords(train.map(bag), validation.map(bag), classes);
  };
  const both = ({ text, second = "", label }: TextExample): Bag => ({
    words: [...wordsOf(text, "1 "), ...wordsOf(second, "2 ")],
    label,
  });
  const secondAlone = ({ second = "", label }: TextExample): Bag => ({
    words: wordsOf(second),
    label,
  });

  it("sentiment: only where there is one event", () => {
    const accuracy = score("tales-sentiment", 2, both);
    expect(accuracy).toBeGreaterThan(0.65);
    expect(accuracy).toBeLessThan(0.85);
  });

  it("entailment: two labels in three, which the second text alone gives away", () => {
    expect(score("tales-entailment", 3, both)).toBeLessThan(0.72);
    expect(score("tales-entailment", 3, secondAlone)).toBeLessThan(0.72);
  });

  it("similarity: mostly where there is one event", () => {
    const accuracy = score("tales-similarity", 2, both);
    expect(accuracy).toBeGreaterThan(0.52);
    expect(accuracy).toBeLessThan(0.7);
  });

  it("choice: three in four, by whether an answer is of the last part", () => {
    const { train, validation } = talesTask("tales-choice", { validationCount: 1000 });
    const bag = ({ choices, label }: ChoiceExample): Bag => ({
      words: choices.flatMap((text, at) => wordsOf(text, `${at} `)),
      label,
    });
    expect(bagOfWords(train.map(bag), validation.map(bag), 2)).toBeLessThan(0.8);
  });
});

describe("labels are right", () => {
  it("sentiment: the last event decides", () => {
    const { train } = talesTask("tales-sentiment");
    const ending = (words: RegExp) => train.filter(({ text }) => words.test(text));
    const proud = ending(/very proud\.$/);
    const broken = ending(/(was|were) broken\.$/);
    expect(proud.length).toBeGreaterThan(10);
    expect(broken.length).toBeGreaterThan(10);
    expect(new Set(proud.map(({ label }) => label))).toEqual(new Set([1]));
    expect(new Set(broken.map(({ label }) => label))).toEqual(new Set([0]));
    expect(new Set(ending(/very proud\. /).map(({ label }) => label))).toEqual(new Set([0]));
  });

  /** What a text says of a matter: good, bad or nothing. */
  const says = (text: string, good: RegExp, bad: RegExp) =>
    good.test(text) ? "good" : bad.test(text) ? "bad" : null;
  const raft = [
    /was finished|strong and fine|fun on the raft/,
    /not ready|missing|needed a rope/,
  ] as const;
  const seed = [
    /green leaf|until there was an? |grew into/,
    /nothing to see|no good!|not work!|is happening!|Nothing grew/,
  ] as const;

  it.each([
    ["raft", raft],
    ["seed", seed],
  ] as const)("entailment: as the first text has it (%s)", (_, matter) => {
    const { train } = talesTask("tales-entailment", { count: 4000 });
    const seen = [0, 0, 0];
    for (const { text, second = "", label } of train) {
      const asked = says(second, ...matter);
      if (asked === null) continue;
      const told = says(text, ...matter);
      expect(label, `${text} | ${second}`).toBe(told === null ? 1 : told === asked ? 0 : 2);
      seen[label] = (seen[label] as number) + 1;
    }
    expect(Math.min(...seen)).toBeGreaterThan(50);
  });

  it.each([
    ["raft", raft],
    ["seed", seed],
  ] as const)("similarity: both texts say the same (%s)", (_, matter) => {
    const { train } = talesTask("tales-similarity", { count: 4000 });
    const seen = [0, 0];
    for (const { text, second = "", label } of train) {
      const [first, other] = [says(text, ...matter), says(second, ...matter)];
      if (first === null) continue; // the second may begin with it and be about something else
      if (label === 1) expect(first, `${text} | ${second}`).toBe(other);
      if (first !== other) expect(label).toBe(0);
      seen[label] = (seen[label] as number) + 1;
    }
    expect(Math.min(...seen)).toBeGreaterThan(100);
  });

  it("similarity: the last event decides", () => {
    const { train } = talesTask("tales-similarity", { count: 8000 });
    const raftStory = (text: string) => says(text, ...raft) === "bad";
    const again =
      /(The raft was not ready|one thing was missing|needed a rope)\. [^.!?]*[.!?]"?( said \w+\.)?$/;
    const found = train.filter(({ text, second = "" }) => raftStory(text) && again.test(second));
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ label }) => label === 0).length).toBeLessThan(found.length / 10);
  });

  it("similarity: the same can happen to somebody else", () => {
    const { train } = talesTask("tales-similarity", { count: 8000 });
    const hungry = train.filter(
      ({ text, second = "" }) =>
        /have not eaten|was hungry/.test(text) && /have not eaten|was hungry/.test(second),
    );
    for (const { text, second = "", label } of hungry) {
      const who = (story: string) =>
        /(\w+) was hungry|all day," said (\w+)/.exec(story)?.slice(1).join("");
      expect(label, `${text} | ${second}`).toBe(Number(who(text) === who(second)));
    }
    expect(new Set(hungry.map(({ label }) => label)).size).toBe(2);
  });

  it("choice: the right answer goes on with the same plot", () => {
    for (const choices of [2, 3, 4]) {
      const { train } = talesTask("tales-choice", { count: 900, choices });
      expect(train.every((example) => new Set(example.choices).size === choices)).toBe(true);
      const missing = train.filter(({ context }) => context.endsWith("a tiny green leaf!"));
      expect(missing.length).toBeGreaterThan(5);
      for (const example of missing)
        expect(example.choices[example.label]).toMatch(/^It grew and grew/);
    }
  });
});

describe("the invented language", () => {
  const { train } = talesTask("tales-translation", { count: 2000 });
  const parsed = train.map(({ source, target }) => ({
    english: /^(.*) (\w+) the (\w+) (\w+) to (.*) (\w+) the (\w+)\.$/.exec(source) ?? [],
    words: target.slice(0, -1).split(" "),
  }));

  it("has one stem for every word, and one word for every stem", () => {
    const stems = new Map<string, Set<string>>();
    const words = new Map<string, Set<string>>();
    const note = (word: string, stem: string) => {
      stems.set(word, (stems.get(word) ?? new Set()).add(stem));
      words.set(stem, (words.get(stem) ?? new Set()).add(word));
    };
    for (const { english, words: found } of parsed) {
      const [, , verb, look, thing, , preposition, place] = english as string[];
      note(verb as string, (found.at(-1) as string).slice(0, -2));
      note(look as string, (found.at(-2) as string).slice(0, -1));
      note(thing as string, found.at(-3) as string);
      note(place as string, found[0] as string);
      note(preposition as string, found[1] as string);
    }
    expect(stems.size).toBeGreaterThan(50);
    expect([...stems.values(), ...words.values()].filter((set) => set.size !== 1)).toEqual([]);
  });

  it("agrees in number, and keeps names", () => {
    const plural = /^(boots|marbles|gloves|paints)$/;
    for (const { english, words } of parsed) {
      const many = plural.test(english[4] as string);
      expect(words.at(-1)).toMatch(many ? /ir$/ : /an$/);
      expect(words.at(-2)).toMatch(many ? /i$/ : /o$/);
      const [, giver, , , , receiver] = english;
      const name = [giver, receiver].find((who) => !/^the /i.test(who as string)) as string;
      expect(words).toContain(name);
      expect(words.indexOf("um") > words.indexOf(name)).toBe(
        receiver === name || words[2] === name,
      );
    }
  });
});

it("are plug-ins", async () => {
  const registry = new Registry().register(...taskPlugins);
  expect(taskPlugins.map(({ name }) => name)).toEqual(NAMES);
  for (const name of NAMES) {
    const options = { type: name, seed: 3, count: 5, validationCount: 4 };
    const task = await registry.create("task", options, {});
    expect(task).toEqual(talesTask(name, { seed: 3, count: 5, validationCount: 4 }));
  }
  const four = await registry.create("task", { type: "tales-choice", choices: 4 }, {});
  expect((four as TaskSet<"multiple-choice">).train[0]?.choices.length).toBe(4);
});
