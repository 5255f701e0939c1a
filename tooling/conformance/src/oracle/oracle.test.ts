import { describe, expect, it } from "vitest";
import type { Case } from "../case.ts";
import { GROUPS } from "../cases/index.ts";
import { incoming } from "../run-case.ts";
import { type Array64, get, need } from "./array.ts";
import { erf } from "./erf.ts";

const STEP = 1e-5;
/** Elements of each input that are moved. */
const PROBES = 12;
/** Inputs with more elements say nothing new about the oracle, and take long. */
const MOST_ELEMENTS = 3000;

/** Σ output·dy, by the oracle alone. */
function weighted(question: Case, inputs: Case["inputs"], dys: readonly Array64[]): number {
  return question
    .forward(inputs)
    .reduce(
      (total, { data }, n) => data.reduce((s, y, at) => s + y * get(dys[n] as Array64, at), total),
      0,
    );
}

function centralDifference(
  question: Case,
  name: string,
  at: number,
  dys: readonly Array64[],
): number {
  const moved = (by: number): number => {
    const input = need(question.inputs, name);
    const data = Float64Array.from(input.data);
    data[at] = get(input, at) + by;
    return weighted(question, { ...question.inputs, [name]: { ...input, data } }, dys);
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

function isLong({ data }: Array64): boolean {
  return data.length > MOST_ELEMENTS;
}

describe("the oracle's gradients are its central differences", () => {
  for (const { op, cases } of GROUPS) {
    for (const question of cases) {
      const { backward, inputs } = question;
      if (!backward || Object.values(inputs).some(isLong)) continue;
      it(`${op}: ${question.name}`, () => {
        const dys = incoming(question.forward(inputs));
        const gradients = backward(inputs, dys);
        for (const [name, { data }] of Object.entries(inputs)) {
          const stride = Math.max(1, Math.floor(data.length / PROBES));
          for (let at = 0; at < data.length; at += stride) {
            const slope = centralDifference(question, name, at, dys);
            const error = Math.abs(slope - get(need(gradients, name), at));
            expect(error, `${name} ${at}`).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
          }
        }
      });
    }
  }
});

describe("erf", () => {
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [-2, -0.9953222650189527],
    [3.5, 0.9999992569016276],
    [7, 1],
  ])("of %f is the tabulated value", (x, y) => {
    expect(erf(x)).toBeCloseTo(y, 14);
  });
});
