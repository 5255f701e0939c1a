import { describe, expect, it } from "vitest";
import { jsonErrorOffset } from "./json-error.ts";

/** The text with a mark where the scanner stopped. */
const marked = (text: string) => {
  const at = jsonErrorOffset(text);
  return `${text.slice(0, at)}▸${text.slice(at)}`;
};

it("walks to the end of everything that JSON.parse takes", () => {
  const texts = [
    '{"a": [1, -2.5e+3, 0.1, true, false, null, {}, [], "x"], "b": {"c": "d"}}',
    ' \t\r\n"\\u00e9\\n\\"" ',
    "0",
    "[[[]]]",
    '{"": ""}',
  ];
  for (const text of texts) {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonErrorOffset(text)).toBe(text.length);
  }
});

describe("stops at the first character that cannot stand there", () => {
  const cases = [
    ['{"a": 1,▸}', "a comma too many"],
    ['{"a": 1 ▸"b": 2}', "a comma too few"],
    ["{▸a: 1}", "a name without quotes"],
    ["{▸'a': 1}", "single quotes"],
    ['{"a" ▸1}', "no colon"],
    ['{"a": ▸NaN}', "a number JSON has not"],
    ["[1, 2▸", "an end too soon"],
    ['{"a": ▸"x\ny"}', "a line break in a string"],
    ['["a", ▸"b]', "a string that does not end"],
    ["0▸1", "a leading zero"],
    ["[1]▸]", "a bracket too many"],
    ["▸// comment", "a comment"],
    ["▸", "nothing"],
  ] as const;
  it.each(cases)("%s: %s", (expected) => {
    const text = expected.replace("▸", "");
    expect(() => JSON.parse(text)).toThrow();
    expect(marked(text)).toBe(expected);
  });
});
