import { tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { bestSpan } from "./best-span.ts";
import { make, pieces } from "./fixture.ts";
import { hasMaxContext, passageWindows } from "./span-windows.ts";
import type { EncodedExample } from "./task-head.ts";

describe("windows over a passage", () => {
  it("are as many as BERT's release makes", () => {
    // 384 tokens, a question of 11: 370 places. ceil((m − 370) / 128) + 1 windows where m > 370.
    for (const m of [1, 369, 370, 371, 498, 499, 1000, 5000]) {
      const expected = m <= 370 ? 1 : Math.ceil((m - 370) / 128) + 1;
      expect(passageWindows(m, 370, 128)).toHaveLength(expected);
    }
  });

  it("cover every token, and the last one ends with the passage", () => {
    for (const [m, size, stride] of [
      [17, 5, 2],
      [17, 5, 9],
      [5, 5, 1],
      [6, 5, 5],
    ] as const) {
      const seen = new Set<number>();
      const windows = passageWindows(m, size, stride);
      for (const { start, length } of windows) {
        expect(length).toBeLessThanOrEqual(size);
        for (let i = 0; i < length; i++) seen.add(start + i);
      }
      expect(seen.size).toBe(m);
      expect((windows.at(-1)?.start ?? 0) + (windows.at(-1)?.length ?? 0)).toBe(m);
    }
  });

  it("give every token to exactly one window, the one with most context", () => {
    const windows = passageWindows(23, 9, 4);
    for (let token = 0; token < 23; token++) {
      const owners = windows.filter((_, index) => hasMaxContext(windows, index, token));
      expect(owners).toHaveLength(1);
    }
    // Token 3: one token right of it in the first window, none left of it in the second. Token 4: vice versa.
    const two = [
      { start: 0, length: 5 },
      { start: 3, length: 5 },
    ];
    expect([3, 4].map((token) => hasMaxContext(two, 0, token))).toEqual([true, false]);
  });
});

describe("best span", () => {
  it("is that of trying every start and every end", () => {
    let seed = 1;
    const uniform = () => {
      seed = (seed * 48271) % 2147483647; // Lehmer's generator
      return seed / 2147483647;
    };
    for (let round = 0; round < 200; round++) {
      const time = 1 + Math.floor(uniform() * 14);
      const starts = Array.from({ length: time }, () => uniform());
      const ends = Array.from({ length: time }, () => uniform());
      const allowed = Array.from({ length: time }, () => uniform() < 0.7);
      const maxLength = 1 + Math.floor(uniform() * time);
      const limits = {
        candidates: time,
        maxLength,
        mayStart: (at: number) => allowed[at] ?? false,
        mayEnd: (at: number) => at !== 0,
      };
      const scores: number[] = [];
      for (let first = 0; first < time; first++) {
        for (let last = Math.max(first, 1); last < Math.min(time, first + maxLength); last++) {
          if (allowed[first]) scores.push((starts[first] ?? 0) + (ends[last] ?? 0));
        }
      }
      const found = bestSpan(starts, ends, limits);
      expect(found?.score ?? null).toBe(scores.length === 0 ? null : Math.max(...scores));
    }
  });

  it("tries the highest starts and ends alone", () => {
    const limits = { candidates: 1, maxLength: 9, mayStart: () => true, mayEnd: () => true };
    expect(bestSpan([0, 5, 1], [4, 0, 3], limits)).toBeNull(); // start 1, end 0
    expect(bestSpan([0, 5, 1], [4, 0, 3], { ...limits, candidates: 2 })).toMatchObject({
      first: 1,
      last: 2,
    });
  });
});

const example = {
  id: "q1",
  question: "who",
  context: "aaa bbb ccc ddd eee fff",
  answers: [{ text: "ddd eee", start: 12 }],
};
const OPTIONS = { type: "span", maxLength: 8, stride: 2 };

/** Logits `[N, T, 2]` that are 0 but at the given places. */
function logits(encoded: EncodedExample, time: number, peaks: readonly (readonly number[])[]) {
  const values = new Float32Array(encoded.sequences.length * time * 2);
  for (const [row, position, which, value] of peaks as [number, number, number, number][]) {
    values[(row * time + position) * 2 + which] = value;
  }
  return { values, shape: [encoded.sequences.length, time, 2] };
}

describe("span head", () => {
  const { head } = make(OPTIONS, "encoder");
  const encoded = head.encode(example, pieces); // windows of four: 0–3 and 2–5

  it("reads question and window; a window without the whole answer points at 0", () => {
    expect(encoded.sequences.map(({ ids }) => ids)).toEqual([
      [5, 3, 6, 3, 3, 3, 3, 6],
      [5, 3, 6, 3, 3, 3, 3, 6],
    ]);
    expect(encoded.sequences.map(({ window }) => window?.answer)).toEqual([
      [0, 0],
      [4, 5],
    ]);
    const batch = head.batch([encoded]);
    expect([batch.starts?.data, batch.ends?.data]).toEqual([
      Int32Array.of(0, 4),
      Int32Array.of(0, 5),
    ]);
  });

  it("takes the fewest pieces that cover an answer, which may begin inside of one", () => {
    const inside = { ...example, answers: [{ text: "b c", start: 6 }] };
    expect(head.encode(inside, pieces).sequences[0]?.window?.answer).toEqual([4, 5]);
    const none = { ...example, answers: [] };
    expect(head.encode(none, pieces).sequences[0]?.window?.answer).toEqual([0, 0]);
  });

  it("cuts the question to its limit, and counts", () => {
    const asking = { ...example, question: "a b c d e" };
    const cut = make({ ...OPTIONS, maxQuestion: 2 }, "encoder").head.encode(asking, pieces);
    expect(cut.cut).toBe(3);
    expect(cut.sequences[0]?.ids.slice(0, 4)).toEqual([5, 1, 1, 6]);
  });

  it("answers with the passage's own text, from the best window", () => {
    const scores = logits(encoded, 8, [
      [1, 4, 0, 5],
      [1, 5, 1, 5],
    ]);
    const [answer] = head.predict(scores, [encoded]);
    expect(answer).toMatchObject({ text: "ddd eee", start: 12, end: 19, score: 10, nullScore: 0 });
  });

  it("never answers with the question, with a span that runs backwards, or one too long", () => {
    const inQuestion = logits(encoded, 8, [
      [0, 1, 0, 9],
      [0, 1, 1, 9],
      [0, 4, 0, 1],
      [0, 4, 1, 1],
    ]);
    expect(head.predict(inQuestion, [encoded])[0]).toMatchObject({ text: "bbb", score: 2 });
    const short = make({ ...OPTIONS, maxAnswer: 1 }, "encoder").head;
    const long = logits(encoded, 8, [
      [1, 5, 0, 5],
      [1, 6, 1, 5],
    ]);
    expect(short.predict(long, [encoded])[0]).toMatchObject({ score: 5 });
    expect(head.predict(long, [encoded])[0]).toMatchObject({ text: "eee fff", score: 10 });
  });

  it("counts a start only in the window that shows it with most context", () => {
    // "ddd", token 3, is the last of the first window and the second of the second.
    const first = logits(encoded, 8, [
      [0, 6, 0, 9],
      [0, 6, 1, 9],
    ]);
    expect(head.predict(first, [encoded])[0]).not.toMatchObject({ text: "ddd" });
  });

  it("SQuAD 2.0: no answer where the null score is higher by more than the threshold", () => {
    const v2 = (nullThreshold: number) =>
      make({ ...OPTIONS, unanswerable: true, nullThreshold }, "encoder").head;
    const scores = logits(encoded, 8, [
      [0, 0, 0, 4],
      [1, 0, 0, 3],
      [1, 4, 0, 1],
      [1, 4, 1, 1],
    ]);
    // The smallest null score of the windows is 3, the best span 2.
    expect(v2(0).predict(scores, [encoded])[0]).toMatchObject({ text: "", nullScore: 3, score: 2 });
    expect(v2(1).predict(scores, [encoded])[0]).toMatchObject({ text: "ddd" });
    expect(head.predict(scores, [encoded])[0]).toMatchObject({ text: "ddd" });
  });

  it("leaves padding out of the softmax; `all` counts it as PyTorch's ports do", () => {
    const batch = {
      attentionMask: tensor([[1, 1, 0, 0]], [1, 4], "int32"),
      starts: tensor([0], [1], "int32"),
      ends: tensor([1], [1], "int32"),
    };
    const zeros = tensor(new Float32Array(8), [1, 4, 2]);
    expect(head.loss(zeros, batch).dataSync()[0]).toBeCloseTo(Math.log(2), 6);
    const all = make({ ...OPTIONS, positions: "all" }, "encoder").head;
    expect(all.loss(zeros, batch).dataSync()[0]).toBeCloseTo(Math.log(4), 6);
  });

  it("refuses an empty passage or question", () => {
    expect(() => head.encode({ ...example, context: " " }, pieces)).toThrow(/empty passage/);
    expect(() => head.encode({ ...example, question: "" }, pieces)).toThrow(/empty question/);
  });

  it("refuses a left-to-right trunk", () => {
    expect(() => make("span", "decoder")).toThrow(/bidirectional/);
  });
});
