import { hasKernel } from "@gpt/ops";
import { memory, ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { GROUPS } from "./cases/index.ts";
import { bitwiseEqual, relativeError } from "./compare.ts";
import { type Array64, type Arrays, need } from "./oracle/array.ts";
import { type Answer, gradientsOf, incoming, outputsOf } from "./run-case.ts";

/** Largest relative errors, by norm. */
export interface Tolerance {
  readonly outputs: number;
  readonly gradients: number;
  /** Of attention whose scores are far apart. */
  readonly wide: { readonly outputs: number; readonly gradients: number };
}

/** Options of {@link conformance}. */
export interface ConformanceOptions {
  /** Largest relative errors, by norm; a number: all of them. @default 1e-5 */
  readonly tolerance?: number | Tolerance;
  /** Kernels that the backend must have itself, so that no reference is tested in their place. */
  readonly kernels?: readonly string[];
  /** Also the cases that take seconds on a slow backend. @default false */
  readonly large?: boolean;
}

/**
 * Declares vitest tests of every op, forward and backward, against a float64 oracle on the backend
 * that `setup` makes current: odd shapes, padding, empty rows, every pattern; that equal inputs give
 * equal bits; and that no tensor is left behind. For every backend, also of other projects.
 *
 * @param name for the test report
 * @param setup makes the backend ready and current; runs once before the tests
 */
export function conformance(
  name: string,
  setup: () => Promise<void>,
  options: ConformanceOptions = {},
): void {
  const { tolerance = 1e-5, kernels = [], large = false } = options;
  describe(`conformance of ${name}`, () => {
    beforeAll(async () => {
      await setup();
      await ready();
    });
    for (const { op, cases } of GROUPS) {
      const asked = cases.filter((question) => large || !question.large);
      describe(op, () => declare(asked, toleranceOf(tolerance)));
    }
    it.each([...kernels])("has a kernel %s of its own", (kernel) => {
      expect(hasKernel(kernel)).toBe(true);
    });
  });
}

function toleranceOf(given: number | Tolerance): Tolerance {
  if (typeof given !== "number") return given;
  const all = { outputs: given, gradients: given };
  return { ...all, wide: all };
}

function declare(cases: readonly Case[], tolerance: Tolerance): void {
  for (const question of cases) {
    const most = question.wide ? tolerance.wide : tolerance;
    it(`gives what the oracle gives: ${question.name}`, async () => {
      const error = relativeError(await outputsOf(question), forwardOf(question));
      expect(error).toBeLessThan(most.outputs);
    });
    if (!question.backward) continue;
    it(`has the oracle's gradients: ${question.name}`, async () => {
      expect(relativeError(...(await gradientPair(question)))).toBeLessThan(most.gradients);
    });
  }

  it("gives equal bits for equal inputs", async () => {
    for (const question of cases) {
      const [first, second] = [await everything(question), await everything(question)];
      expect(bitwiseEqual(first, second), question.name).toBe(true);
    }
  });

  it("leaves no tensor behind", async () => {
    for (const question of cases) {
      await everything(question); // what a backend keeps for good, it has by now
      const before = memory().numTensors;
      await everything(question);
      expect(memory().numTensors, question.name).toBe(before);
    }
  });
}

/** What the oracle said: some cases take it seconds, and are asked of every backend and level. */
const forwards = new WeakMap<Case, Array64[]>();
const backwards = new WeakMap<Case, Arrays>();

function forwardOf(question: Case): Array64[] {
  const known = forwards.get(question) ?? question.forward(question.inputs);
  forwards.set(question, known);
  return known;
}

function backwardOf(question: Case, dys: readonly Array64[]): Arrays {
  const known = backwards.get(question) ?? question.backward?.(question.inputs, dys) ?? {};
  backwards.set(question, known);
  return known;
}

async function gradientPair(question: Case): Promise<[Answer[], Array64[]]> {
  const dys = incoming(forwardOf(question));
  const want = backwardOf(question, dys);
  const got = await gradientsOf(question, dys);
  return [got, got.map(({ name }) => need(want, name))];
}

/** Outputs and gradients of a case. */
async function everything(question: Case): Promise<Answer[]> {
  const outputs = await outputsOf(question);
  if (!question.backward) return outputs;
  return [...outputs, ...(await gradientsOf(question, incoming(forwardOf(question))))];
}
