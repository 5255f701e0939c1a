import "@tensorflow/tfjs-backend-cpu";
import { isGptError } from "@gpt/registry";
import { memory, ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type Initializer, ParameterTable, ZEROS } from "./index.ts";

beforeAll(async () => {
  await ready();
});

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isGptError(error)) return error.code;
  }
  return "nothing";
};

/** First values of one parameter. */
function values(initializer: Initializer, seed: number, name = "w", shape = [200, 100]) {
  const table = new ParameterTable();
  table.scope().declare(name, shape, initializer);
  table.initialize(seed);
  const out = table.get(name).variable.dataSync<"float32">().slice();
  table.dispose();
  return out;
}
const deviation = (x: Float32Array) =>
  Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length);

describe("ParameterTable", () => {
  it("nests names by scope, in the order of declaration", () => {
    const table = new ParameterTable();
    const block = table.scope("h").scope("0");
    block.declare("ln.weight", [3], ZEROS);
    table.scope().declare("wte", [4, 3], ZEROS);
    expect(table.names).toEqual(["h.0.ln.weight", "wte"]);
    expect(table.count).toBe(15);
  });

  it("counts without memory: 175 billion parameters are a shape", () => {
    const before = memory().numTensors;
    const table = new ParameterTable();
    table.scope().declare("w", [12288, 14_209_328], ZEROS);
    expect(table.count).toBe(174_604_222_464);
    expect(memory().numTensors).toBe(before);
  });

  it("refuses a name twice, an unknown name, values of another size, and use before values", () => {
    const table = new ParameterTable();
    const parameter = table.scope("a").declare("w", [2, 2], ZEROS);
    expect(codeOf(() => table.scope().declare("a.w", [1], ZEROS))).toBe("DUPLICATE_PARAMETER");
    expect(codeOf(() => table.get("b"))).toBe("UNKNOWN_PARAMETER");
    expect(codeOf(() => table.assign("a.w", new Float32Array(3)))).toBe("PARAMETER_SHAPE");
    expect(codeOf(() => parameter.variable)).toBe("PARAMETER_NOT_INITIALIZED");
  });

  it("keeps the variable when new values are assigned, and frees it at the end", () => {
    const before = memory().numTensors;
    const table = new ParameterTable();
    table.scope().declare("w", [2], ZEROS);
    table.initialize(1);
    const { variable } = table.get("w");
    table.assign("w", Float32Array.of(5, 6));
    expect(table.get("w").variable).toBe(variable);
    expect([...variable.dataSync()]).toEqual([5, 6]);
    table.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe("first values", () => {
  it("depend on the seed and the name alone", () => {
    const normal: Initializer = { type: "normal", std: 1 };
    expect(values(normal, 1)).toEqual(values(normal, 1));
    expect(values(normal, 1)).not.toEqual(values(normal, 2));
    expect(values(normal, 1, "v")).not.toEqual(values(normal, 1, "w"));
    const table = new ParameterTable();
    table.scope().declare("another", [50], normal);
    table.scope().declare("w", [200, 100], normal);
    table.initialize(1);
    expect(table.get("w").variable.dataSync()).toEqual(values(normal, 1));
  });

  it("normal: mean 0, the given deviation", () => {
    const drawn = values({ type: "normal", std: 0.02 }, 1);
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0, 3);
    expect(deviation(drawn) / 0.02).toBeCloseTo(1, 1);
  });

  it("truncated normal: nothing beyond two deviations", () => {
    const drawn = values({ type: "truncated-normal", std: 0.02 }, 1);
    const largest = drawn.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(0.04 + 1e-9);
    expect(largest).toBeGreaterThan(0.039);
    expect(deviation(drawn) / 0.02).toBeCloseTo(0.88, 1); // of N(0, 1) cut at ±2
  });

  it("Glorot uniform: ±sqrt(6 / (fan in + fan out)) (Glorot & Bengio 2010)", () => {
    const drawn = values({ type: "glorot-uniform" }, 1);
    const limit = Math.sqrt(6 / 300);
    const largest = drawn.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.999 * limit);
    expect(deviation(drawn)).toBeCloseTo(limit / Math.sqrt(3), 3);
  });
});
