import { tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { idsOf, make, pieces } from "./fixture.ts";

// `_start_`, `_delimiter_` and `_classify_` come behind the ten ids of the tokenizer.
const [START, DELIMITER, CLASSIFY] = [10, 11, 12];
const [CLS, SEP] = [5, 6];
const pair = { text: "abcd ef", second: "gh", label: 1 }; // pieces 3 1 2 and 2

describe("input transformations over a decoder (GPT-1, figure 1)", () => {
  it("classification: start, text, extract", () => {
    const { head } = make("classification");
    expect(idsOf(head, { text: "abcd ef", label: 0 })).toEqual([[START, 3, 1, 2, CLASSIFY]]);
    expect(head.encode({ text: "abcd ef", label: 0 }, pieces).sequences[0]?.read).toBe(4);
  });

  it("entailment: start, premise, delimiter, hypothesis, extract", () => {
    const { head } = make("entailment");
    expect(idsOf(head, pair)).toEqual([[START, 3, 1, 2, DELIMITER, 2, CLASSIFY]]);
    expect(() => head.encode({ text: "a", label: 0 }, pieces)).toThrow(/one text/);
  });

  it("similarity: both orders", () => {
    expect(idsOf(make("similarity").head, pair)).toEqual([
      [START, 3, 1, 2, DELIMITER, 2, CLASSIFY],
      [START, 2, DELIMITER, 3, 1, 2, CLASSIFY],
    ]);
  });

  it("multiple choice: a sequence for every answer", () => {
    const { head } = make("multiple-choice");
    const example = { context: "abc", choices: ["d", "ef", "ghi"], label: 2 };
    expect(idsOf(head, example)).toEqual([
      [START, 3, DELIMITER, 1, CLASSIFY],
      [START, 3, DELIMITER, 2, CLASSIFY],
      [START, 3, DELIMITER, 3, CLASSIFY],
    ]);
  });

  it("takes the tokenizer's own task tokens where it has them", () => {
    const specials = new Map([["_start_", 7]]);
    const own = make("classification").head.encode(
      { text: "a", label: 0 },
      { ...pieces, specials },
    );
    expect(own.sequences[0]?.ids).toEqual([7, 1, 11]); // `_delimiter_` is 10
  });
});

describe("input transformations over an encoder (BERT, figure 1)", () => {
  it("one text: CLS, text, SEP; read at CLS", () => {
    const { head } = make("classification", "encoder");
    const [sequence] = head.encode({ text: "abcd", label: 0 }, pieces).sequences;
    expect(sequence).toMatchObject({ ids: [CLS, 3, 1, SEP], tokenTypes: [0, 0, 0, 0], read: 0 });
  });

  it("two texts: the second and its SEP are segment 1", () => {
    const [sequence] = make("classification", "encoder").head.encode(pair, pieces).sequences;
    expect(sequence?.ids).toEqual([CLS, 3, 1, 2, SEP, 2, SEP]);
    expect(sequence?.tokenTypes).toEqual([0, 0, 0, 0, 0, 1, 1]);
  });

  it("refuses a tokenizer without CLS and SEP", () => {
    const { head } = make("classification", "encoder");
    const bare = { ...pieces, specials: new Map() };
    expect(() => head.encode({ text: "a", label: 0 }, bare)).toThrow(/\[CLS\]/);
  });
});

describe("texts that are too long", () => {
  it("a text loses its end, and the cut is counted", () => {
    const { head } = make("classification", "decoder", { contextLength: 5 });
    const encoded = head.encode({ text: "a bb ccc a bb", label: 0 }, pieces);
    expect(encoded.sequences[0]?.ids).toEqual([START, 1, 2, 3, CLASSIFY]);
    expect(encoded.cut).toBe(2);
  });

  it("of two texts the longer one is cut first, then the second", () => {
    const { head } = make("entailment", "decoder", { contextLength: 7 });
    const encoded = head.encode({ text: "a bb ccc a bb", second: "ccc a bb", label: 0 }, pieces);
    expect(encoded.sequences[0]?.ids).toEqual([START, 1, 2, DELIMITER, 3, 1, CLASSIFY]);
    expect(encoded.cut).toBe(4);
  });

  it("the context of a choice loses its beginning; a long answer keeps half of the room", () => {
    const { head } = make("multiple-choice", "decoder", { contextLength: 7 });
    const choices = ["bb", "a a a a a"];
    const encoded = head.encode({ context: "a bb ccc ccc bb", choices, label: 0 }, pieces);
    expect(encoded.sequences.map(({ ids }) => ids)).toEqual([
      [START, 3, 3, 2, DELIMITER, 2, CLASSIFY],
      [START, 3, 2, DELIMITER, 1, 1, CLASSIFY],
    ]);
    expect(encoded.cut).toBe(2 + 6);
  });
});

describe("bad examples", () => {
  const { head } = make({ type: "classification", labels: 3 });
  it("a label that is no class", () => {
    for (const label of [3, -1, 0.5, Number.NaN]) {
      expect(() => head.encode({ text: "a", label }, pieces)).toThrow(/0 to 2/);
    }
  });
  it("an empty text", () => {
    expect(() => head.encode({ text: " ", label: 0 }, pieces)).toThrow(/empty text/);
    expect(() => head.encode({ text: "a", second: "", label: 0 }, pieces)).toThrow(/empty second/);
  });
  it("an example of another form", () => {
    expect(() => head.encode({ words: ["a"], tags: [0] }, pieces)).toThrow(/another form/);
    const few = { context: "a", choices: ["b"], label: 0 };
    expect(() => make("multiple-choice").head.encode(few, pieces)).toThrow(/two choices/);
  });
  it("a score that cannot be learned", () => {
    const { head: regression } = make("regression");
    expect(() => regression.encode({ text: "a", label: 1e7 }, pieces)).toThrow(/-2000 to 2000/);
  });
});

describe("batches", () => {
  it("pad on the right; padding carries no loss and is not read", () => {
    const { head } = make("classification");
    const encoded = ["abc a", "a"].map((text) => head.encode({ text, label: 1 }, pieces));
    const arrays = Object.fromEntries(
      Object.entries(head.batch(encoded)).map(([name, { data }]) => [name, [...data]]),
    );
    expect(arrays).toEqual({
      inputs: [START, 3, 1, CLASSIFY, START, 1, CLASSIFY, 0],
      attentionMask: [1, 1, 1, 1, 1, 1, 1, 0],
      targets: [3, 1, CLASSIFY, -100, 1, CLASSIFY, -100, -100],
      read: [3, 6],
      labels: [1, 1],
    });
  });

  it("examples with fewer choices get some that never win and carry no loss", () => {
    const { head, parameters } = make({ type: "multiple-choice", dropout: 0 }, "decoder");
    parameters.assign("multiple_choice_head.summary.weight", Float32Array.of(1, 0));
    const examples = [
      ["a", "b", "c"],
      ["a", "b"],
    ].map((choices) => head.encode({ context: "a", choices, label: 1 }, pieces));
    const batch = head.batch(examples);
    expect(batch.realChoices?.data).toEqual(Int32Array.of(1, 1, 1, 1, 1, 0));
    const onDevice = Object.fromEntries(
      Object.entries(batch).map(([name, { data, shape }]) => [
        name,
        tensor(data, [...shape], "int32"),
      ]),
    );
    const [rows, time] = (batch.inputs?.shape ?? []) as [number, number];
    const hidden = tensor(new Float32Array(rows * time * 2).fill(3), [rows, time, 2]);
    const call = { training: false, seed: 0, step: 0 };
    const logits = head.outputs({ hidden, pool: null }, onDevice, call);
    expect(logits.shape).toEqual([2, 3]);
    const loss = head.loss(logits, onDevice).dataSync()[0] as number;
    expect(loss).toBeCloseTo((Math.log(3) + Math.log(2)) / 2, 5);
    const values = logits.dataSync() as Float32Array;
    const predictions = head.predict({ values, shape: [2, 3] }, examples);
    expect(predictions[1]).toEqual({ type: "class", label: 0, probabilities: [0.5, 0.5] });
  });
});

describe("scores", () => {
  it("are learned by squared error, in millionths at least", () => {
    const { head } = make("regression");
    const encoded = [4.123456, -0.5].map((label) => head.encode({ text: "a", label }, pieces));
    const { scores } = head.batch(encoded);
    expect(scores?.data).toEqual(Int32Array.of(4_123_456, -500_000));
    const batch = { scores: tensor(scores?.data as Int32Array, [2], "int32") };
    const loss = head.loss(tensor([[4.623456], [0.5]]), batch).dataSync()[0];
    expect(loss).toBeCloseTo((0.25 + 1) / 2, 5);
    expect(head.predict({ values: Float32Array.of(1.5, 2), shape: [2, 1] }, encoded)).toEqual([
      { type: "score", score: 1.5 },
      { type: "score", score: 2 },
    ]);
  });
});
