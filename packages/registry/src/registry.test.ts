import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  type AnyPlugin,
  definePlugin,
  type GptError,
  isGptError,
  partConfig,
  Registry,
} from "./index.ts";

interface Shape {
  readonly area: number;
}

declare module "@gpt/registry" {
  interface Kinds {
    shape: { product: Shape; context: { scale: number } };
  }
}
declare module "./plugin.ts" {
  interface Kinds {
    shape: { product: Shape; context: { scale: number } };
  }
}

const square = definePlugin({
  kind: "shape",
  name: "square",
  description: "Equal sides.",
  options: v.strictObject({ side: v.optional(v.pipe(v.number(), v.minValue(0)), 1) }),
  create: ({ side }, { scale }) => ({ area: side * side * scale }),
});
const pair = definePlugin({
  kind: "shape",
  name: "pair",
  description: "Two shapes.",
  options: v.strictObject({ first: partConfig(), second: partConfig() }),
  create: ({ first, second }, context) => ({
    area:
      registry.create("shape", first, context).area +
      registry.create("shape", second, context).area,
  }),
});
const registry = new Registry().register(square, pair);

function refusal(action: () => unknown): GptError {
  try {
    action();
  } catch (error) {
    if (isGptError(error)) return error;
  }
  throw new Error("was not refused");
}

describe("create", () => {
  it("makes a part with its options and context", () => {
    expect(registry.create("shape", { type: "square", side: 3 }, { scale: 2 }).area).toBe(18);
  });

  it("takes a bare string for a name without options", () => {
    expect(registry.create("shape", "square", { scale: 5 }).area).toBe(5);
  });

  it("makes nested parts", () => {
    const config = { type: "pair", first: "square", second: { type: "square", side: 2 } };
    expect(registry.create("shape", config, { scale: 1 }).area).toBe(5);
  });

  it("refuses an unknown name and offers the nearest", () => {
    const error = refusal(() => registry.create("shape", "sqare", { scale: 1 }));
    expect(error.code).toBe("UNKNOWN_PLUGIN");
    expect(error.help).toContain('"square"');
    expect(error.expected).toContain("square, pair");
  });

  it("refuses an unknown option and offers the nearest", () => {
    const error = refusal(() => registry.create("shape", { type: "square", sid: 1 }, { scale: 1 }));
    expect(error.code).toBe("INVALID_OPTIONS");
    expect(error.message).toContain('"sid"');
    expect(error.help).toContain('"side"');
  });

  it("refuses an option of the wrong type, saying what was got", () => {
    const config = { type: "square", side: "wide" };
    const error = refusal(() => registry.create("shape", config, { scale: 1 }));
    expect(error.expected).toBe("number");
    expect(error.got).toBe('"wide"');
  });

  it("refuses an option out of range", () => {
    const error = refusal(() =>
      registry.create("shape", { type: "square", side: -1 }, { scale: 1 }),
    );
    expect(error.expected).toBe(">=0");
    expect(error.got).toBe("-1");
  });

  it("names a missing option", () => {
    const error = refusal(() =>
      registry.create("shape", { type: "pair", first: "square" }, { scale: 1 }),
    );
    expect(error.message).toContain('"second"');
  });
});

describe("a config that names nothing", () => {
  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [7, "7"],
    [["square"], '["square"]'],
    [{ side: 3 }, '{"side":3}'],
    [{ type: 5 }, '{"type":5}'],
  ])("%j is refused, as a file may hold anything", (config, got) => {
    const error = refusal(() => registry.resolve("shape", config as never));
    expect([error.code, error.got]).toEqual(["INVALID_CONFIG", got]);
  });
});

describe("resolve", () => {
  it("keeps nested parts in the long form, for their own create to resolve", () => {
    expect(registry.resolve("shape", { type: "pair", first: "square", second: "square" })).toEqual({
      type: "pair",
      first: { type: "square" },
      second: { type: "square" },
    });
  });

  it("gives plain JSON that resolves to itself", () => {
    const resolved = registry.resolve("shape", { type: "square", side: 4 });
    const read = JSON.parse(JSON.stringify(resolved));
    expect(registry.resolve("shape", read)).toEqual(resolved);
  });

  it("fills in the defaults", () => {
    expect(registry.resolve("shape", "square")).toEqual({ type: "square", side: 1 });
  });
});

describe("register", () => {
  it("takes the same plug-in twice", () => {
    expect(() => new Registry().register(square, square)).not.toThrow();
  });

  it("refuses another plug-in of the same kind and name", () => {
    const other: AnyPlugin = { ...square };
    expect(refusal(() => new Registry().register(square, other)).code).toBe("DUPLICATE_PLUGIN");
  });
});

describe("list", () => {
  it("lists by kind, in order of registration", () => {
    expect(registry.list("shape").map((plugin) => plugin.name)).toEqual(["square", "pair"]);
    expect(registry.list("colour")).toEqual([]);
    expect(registry.has("shape", "pair")).toBe(true);
    expect(registry.has("shape", "round")).toBe(false);
  });

  it("offers registering where a kind has nothing near", () => {
    expect(refusal(() => registry.get("colour", "red")).help).toContain("--plugin");
  });
});
