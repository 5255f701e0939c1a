import { expect, it } from "vitest";
import { StopFilter } from "./stop-strings.ts";

function run(stops: string[], pieces: string[]): { text: string; stopped: boolean } {
  const filter = new StopFilter(stops);
  let text = "";
  for (const piece of pieces) {
    const out = filter.push(piece);
    text += out.text;
    if (out.stopped) return { text, stopped: true };
  }
  return { text: text + filter.flush(), stopped: false };
}

it("passes everything through without stop strings", () => {
  expect(run([], ["a", "b", "c"])).toEqual({ text: "abc", stopped: false });
});

it("cuts before a stop string that arrives in one piece", () => {
  expect(run(["END"], ["one END two"])).toEqual({ text: "one ", stopped: true });
});

it("cuts before a stop string that arrives letter by letter", () => {
  expect(run(["\n\n"], ["a", "\n", "\n", "b"])).toEqual({ text: "a", stopped: true });
});

it("holds a possible beginning back and lets it go when it was none", () => {
  const filter = new StopFilter(["stop"]);
  expect(filter.push("a st")).toEqual({ text: "a ", stopped: false });
  expect(filter.push("ar")).toEqual({ text: "star", stopped: false });
});

it("gives the held text at the end of the stream", () => {
  expect(run(["stop"], ["go st"])).toEqual({ text: "go st", stopped: false });
});

it("cuts at the earliest of several stop strings", () => {
  expect(run(["c", "b"], ["abc"])).toEqual({ text: "a", stopped: true });
});

it("ignores an empty stop string", () => {
  expect(run([""], ["abc"])).toEqual({ text: "abc", stopped: false });
});
