import { expect, it } from "vitest";
import { splitSentences } from "./sentences.ts";

it.each([
  ["One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]],
  ['"Go," he said. "Now!" She went.', ['"Go," he said.', '"Now!"', "She went."]],
  ["It cost 3.50 in all. 4 were left.", ["It cost 3.50 in all.", "4 were left."]],
  ["He met e.g. her and Dr. who", ["He met e.g. her and Dr. who"]],
  [" a line\n\n another\r\nlast ", ["a line", "another", "last"]],
  ["我来了。你呢？好", ["我来了。", "你呢？", "好"]],
  ["", []],
  [" \n ", []],
])("splits %j", (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences);
});
