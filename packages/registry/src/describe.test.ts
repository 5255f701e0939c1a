import * as v from "valibot";
import { expect, it } from "vitest";
import { type AnyPlugin, describePlugin, partConfig } from "./index.ts";

const plugin: AnyPlugin = {
  kind: "ffn",
  name: "plain",
  description: "Two linear layers.",
  options: v.strictObject({
    width: v.pipe(v.number(), v.integer(), v.minValue(1)),
    form: v.optional(v.picklist(["erf", "tanh"]), "erf"),
    rates: v.optional(v.array(v.number()), () => [0.1]),
    seed: v.optional(v.number()),
    act: v.optional(partConfig(), "gelu"),
  }),
  create: () => null,
};

it("describes kind, name and every option with its type and default", () => {
  expect(describePlugin(plugin)).toEqual({
    kind: "ffn",
    name: "plain",
    description: "Two linear layers.",
    options: [
      { name: "width", type: "number, integer, >=1", required: true },
      { name: "form", type: '("erf" | "tanh")', required: false, default: "erf" },
      { name: "rates", type: "Array", required: false, default: [0.1] },
      { name: "seed", type: "number", required: false },
      { name: "act", type: "(string | Object)", required: false, default: "gelu" },
    ],
  });
});

it("is plain JSON", () => {
  const description = describePlugin(plugin);
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
});

it("describes a part without options", () => {
  expect(describePlugin({ ...plugin, options: v.strictObject({}) }).options).toEqual([]);
});
