import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type GptError, isGptError, validate } from "./index.ts";

const schema = v.strictObject({
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.1),
  form: v.optional(v.picklist(["erf", "tanh"]), "erf"),
  inner: v.optional(v.strictObject({ width: v.number(), depth: v.optional(v.number(), 1) })),
  list: v.optional(v.array(v.strictObject({ size: v.number() })), []),
});

function refusal(value: unknown): GptError {
  try {
    validate(schema, value, 'ffn "plain"');
  } catch (error) {
    if (isGptError(error)) return error;
  }
  throw new Error("was not refused");
}

it("fills in the defaults", () => {
  expect(validate(schema, {}, "x")).toEqual({ rate: 0.1, form: "erf", list: [] });
  expect(validate(schema, { inner: { width: 2 } }, "x").inner).toEqual({ width: 2, depth: 1 });
});

describe("a refusal", () => {
  it("names the subject, the option, what was expected and what was got", () => {
    const error = refusal({ rate: "high" });
    expect(error.code).toBe("INVALID_OPTIONS");
    expect(error.message).toContain('ffn "plain": option "rate" is wrong.');
    expect([error.expected, error.got]).toEqual(["number", '"high"']);
    expect(error.help).toContain("rate, form, inner, list");
  });

  it("lists the values of a choice", () => {
    expect(refusal({ form: "sigmoid" }).expected).toBe('("erf" | "tanh")');
  });

  it("gives the bound that a number is beyond", () => {
    expect(refusal({ rate: 2 }).expected).toBe("<=1");
  });

  it("offers the options of the inner object for a typing error there", () => {
    const error = refusal({ inner: { widht: 3, width: 3 } });
    expect(error.got).toBe("inner.widht");
    expect(error.help).toBe('did you mean "width"?');
    expect(error.expected).toBe("one of width, depth");
  });

  it("gives the place inside a list", () => {
    const error = refusal({ list: [{ size: 1 }, { sise: 1, size: 2 }] });
    expect(error.got).toBe("list.1.sise");
    expect(error.help).toBe('did you mean "size"?');
  });

  it("names a missing option", () => {
    const error = refusal({ inner: {} });
    expect(error.message).toContain('"inner.width"');
  });

  it("says so where the value is no object at all", () => {
    const error = refusal(7);
    expect(error.message).toContain('ffn "plain" is wrong.');
    expect(error.expected).toBe("Object");
  });
});
