import { isGptError, type PluginConfig } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { registry } from "../testing.ts";
import type { ScheduleContext } from "./schedule.ts";

const schedule = (config: PluginConfig | string, context: ScheduleContext = {}) =>
  registry.create("schedule", config, context);

/** Rates of updates 1 … n. */
const rates = (config: PluginConfig, n: number, context?: ScheduleContext) => {
  const at = schedule(config, context);
  return Array.from({ length: n }, (_, i) => at(i + 1));
};

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i] as number, 12);
}

describe("constant", () => {
  it("is the same at every update", () => {
    expect(rates({ type: "constant", learningRate: 0.5 }, 3)).toEqual([0.5, 0.5, 0.5]);
  });

  it("rises over its warm-up", () => {
    const config = { type: "constant", learningRate: 1, warmup: 4 };
    expectClose(rates(config, 6), [0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it("begins at 0 where the counter does", () => {
    const config = { type: "constant", learningRate: 1, warmup: 4, firstUpdate: 0 };
    expectClose(rates(config, 6), [0, 0.25, 0.5, 0.75, 1, 1]);
  });

  it("takes a warm-up below 1 as a share of the run", () => {
    const config = { type: "constant", learningRate: 1, warmup: 0.2 };
    expectClose(rates(config, 4, { steps: 10 }), [0.5, 1, 1, 1]);
  });
});

describe("linear", () => {
  it("rises, then falls to 0 at the last update, and stays there", () => {
    const config = { type: "linear", learningRate: 1, warmup: 2, steps: 6 };
    expectClose(rates(config, 8), [0.5, 1, 0.75, 0.5, 0.25, 0, 0, 0]);
  });

  it("falls to its floor", () => {
    const config = { type: "linear", learningRate: 2, warmup: 0, floor: 0.5, steps: 4 };
    expectClose(rates(config, 6), [1.75, 1.5, 1.25, 1, 1, 1]);
  });
});

describe("cosine", () => {
  it("is half a wave from the end of the warm-up to a tenth of the peak", () => {
    const config = { type: "cosine", learningRate: 1, warmup: 2, steps: 6 };
    const wave = [0.25, 0.5, 0.75, 1].map((x) => 0.1 + 0.45 * (1 + Math.cos(Math.PI * x)));
    expectClose(rates(config, 7), [0.5, 1, ...wave, 0.1]);
  });

  it("never rises after its warm-up, nor leaves [floor, peak]", () => {
    const all = rates({ type: "cosine", learningRate: 3e-4, floor: 0.05 }, 500, { steps: 400 });
    const fall = all.slice(20);
    expect(Math.max(...all)).toBeCloseTo(3e-4, 12);
    expect(Math.min(...fall)).toBeCloseTo(1.5e-5, 12);
    expect(fall.every((value, i) => i === 0 || value <= (fall[i - 1] as number))).toBe(true);
  });

  it("takes the run's steps unless it has its own", () => {
    const own = schedule({ type: "cosine", steps: 100 }, { steps: 10 });
    const run = schedule("cosine", { steps: 10 });
    expect(own(10)).toBeGreaterThan(run(10));
  });
});

describe("noam", () => {
  it("peaks at the end of its warm-up", () => {
    const all = rates({ type: "noam", warmup: 10, dModel: 64 }, 40);
    expect(all.indexOf(Math.max(...all))).toBe(9);
    expect(all[9]).toBeCloseTo(640 ** -0.5, 12);
  });

  it("takes a peak of one's own, and then needs no width", () => {
    const at = schedule({ type: "noam", warmup: 16, learningRate: 0.01 });
    expect(at(16)).toBeCloseTo(0.01, 12);
    expect(at(64)).toBeCloseTo(0.005, 12);
  });

  it("takes the model's width from the run", () => {
    expect(schedule("noam", { dModel: 512 })(4000)).toBeCloseTo(6.987712e-4, 9);
  });
});

describe("gpt1", () => {
  it("does nothing at the first update of the release", () => {
    for (const form of ["cosine", "linear"]) {
      expect(schedule({ type: "gpt1", form, steps: 1000 })(1)).toBe(0);
      expect(schedule({ type: "gpt1", form, steps: 1000, firstUpdate: 1 })(1)).toBeGreaterThan(0);
    }
  });

  it("takes the paper's 2000 updates of warm-up", () => {
    const at = schedule({ type: "gpt1", warmup: 2000, steps: 100_000 });
    expect(at(1001)).toBeCloseTo(1.25e-4, 12);
    expect(at(2001)).toBeCloseTo(2.5e-4, 12);
  });

  it("starts at the peak without a warm-up", () => {
    for (const form of ["cosine", "linear"]) {
      expect(schedule({ type: "gpt1", form, warmup: 0, steps: 10 })(1)).toBe(2.5e-4);
    }
  });

  it("stays at 0 after the end", () => {
    for (const form of ["cosine", "linear"]) {
      expect(schedule({ type: "gpt1", form, steps: 10 })(15)).toBe(0);
    }
  });
});

describe("bert", () => {
  it("falls at once by the share of the warm-up when that ends", () => {
    const config = { type: "bert", learningRate: 1, warmup: 0.1, steps: 100 };
    expectClose(rates(config, 12).slice(8), [0.8, 0.9, 0.9, 0.89]);
    expect(schedule(config)(1)).toBe(0);
    expect(schedule(config)(200)).toBe(0);
  });
});

describe("gpt3", () => {
  it("counts tokens", () => {
    const few = schedule({ type: "gpt3", tokensPerUpdate: 500_000 });
    const many = schedule("gpt3", { tokensPerUpdate: 1_000_000 });
    expect(few(200)).toBeCloseTo(many(100), 15);
    expect(few(750)).toBeCloseTo(6e-4, 12);
  });

  it("is constant at a tenth after 260 billion", () => {
    const at = schedule({ type: "gpt3", tokensPerUpdate: 1e9 });
    expect([at(260), at(300)]).toEqual([6e-5, 6e-5].map((value) => expect.closeTo(value, 12)));
  });
});

describe("what neither the options nor the run give", () => {
  it.each([
    ["linear", "steps"],
    ["cosine", "steps"],
    ["gpt1", "steps"],
    ["bert", "steps"],
    ["noam", "dModel"],
    ["gpt3", "tokensPerUpdate"],
  ])("%s asks for %s", (name, option) => {
    try {
      schedule(name);
      expect.unreachable();
    } catch (error) {
      expect(isGptError(error) && error.code).toBe("SCHEDULE_INCOMPLETE");
      expect((error as Error).message).toContain(`"${option}": …`);
    }
  });

  it("a constant asks for steps only where its warm-up is a share of them", () => {
    expect(() => schedule({ type: "constant", warmup: 0.1 })).toThrow(/"steps"/);
    expect(() => schedule({ type: "constant", warmup: 10 })).not.toThrow();
  });
});

describe("every schedule", () => {
  const context = { steps: 50, dModel: 32, tokensPerUpdate: 10_000_000_000 };

  it.each(registry.list("schedule").map(({ name }) => name))("%s works without options", (name) => {
    const at = schedule(name, context);
    const all = Array.from({ length: 60 }, (_, i) => at(i + 1));
    expect(all.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(Math.max(...all)).toBeGreaterThan(0);
  });

  it.each(registry.list("schedule").map(({ name }) => name))("%s refuses a rate of 0", (name) => {
    expect(() => schedule({ type: name, learningRate: 0 }, context)).toThrow(/learningRate/);
  });
});
