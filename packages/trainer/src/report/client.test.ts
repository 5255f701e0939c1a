import { createContext, Script } from "node:vm";
import { expect, it } from "vitest";
import { clientScript, ENTRY, RELOAD } from "./client.ts";

/** The script in an empty world: whatever it takes from this module's scope is missing there. */
function world(): Record<string, unknown> {
  const context = createContext({});
  new Script(clientScript()).runInContext(context);
  return context;
}
const client = world() as {
  smooth(values: (number | null)[], weight: number): (number | null)[];
  formatValue(value: number): string;
  formatX(value: number, x: string): string;
  formatTick(value: number | null): string;
};

it("stands alone: its functions run without this module", () => {
  expect(typeof (client as Record<string, unknown>)[ENTRY]).toBe("function");
  expect(typeof (client as Record<string, unknown>)[RELOAD]).toBe("function");
  expect(clientScript()).not.toMatch(/\bimport\b|__vi/);
});

it("leaves a curve as it is without smoothing", () => {
  expect(Array.from(client.smooth([3, 1, 2], 0))).toEqual([3, 1, 2]);
});

it("leaves a constant constant however strong the smoothing", () => {
  for (const value of client.smooth([2, 2, 2, 2], 0.95)) expect(value).toBeCloseTo(2, 12);
});

it("does not lag: a straight line stays where it is in the middle", () => {
  const line = Array.from({ length: 101 }, (_, i) => i);
  expect(client.smooth(line, 0.8)[50]).toBeCloseTo(50, 3);
});

it("takes noise away", () => {
  const noisy = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const middle = client.smooth(noisy, 0.9).slice(50, 150) as number[];
  expect(Math.max(...middle.map(Math.abs))).toBeLessThan(0.1);
});

it("keeps gaps as gaps", () => {
  expect(client.smooth([1, null, 1], 0.9)[1]).toBeNull();
});

it.each([
  [0, "0"],
  [0.0006, "6.0e−4"],
  [1.23456, "1.235"],
  [12345, "12.35K"],
])("labels %d as %s", (value, label) => {
  expect(client.formatValue(value)).toBe(label);
});

it("labels an axis in steps, tokens or time", () => {
  expect(client.formatX(1200, "step")).toBe("1,200");
  expect(client.formatX(2_460_000, "tokens")).toBe("2.46M");
  expect(client.formatX(30, "seconds")).toBe("30 s");
  expect(client.formatX(300, "seconds")).toBe("5 min");
  expect(client.formatX(9000, "seconds")).toBe("2.5 h");
});

it("leaves the unlabelled ticks of logarithmic axes empty", () => {
  expect(client.formatTick(null)).toBe("");
});
