import "@tensorflow/tfjs-backend-cpu";
import { isGptError } from "@gpt/registry";
import { memory, ready, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Optimizer, OptimizerState } from "./index.ts";
import { type Nested, numbers, optimizer, parameter, step } from "./testing.ts";

beforeAll(async () => {
  await ready();
});

const NAMES = ["adamw", "adam", "adam-gpt1", "adam-bert", "sgd"];
const GRADS: readonly (readonly (Nested | null)[])[] = [
  [[[0.1, -0.7]], [0.3]],
  [[[1.3, 1e-20]], null],
  [[[-2.5, 0.01]], [-0.9]],
  [[[0, 4]], [0.2]],
];

const fresh = () => [parameter("w", [[0.5, -1.5]]), parameter("b", [0.25])] as const;

/** A state off the device, as a checkpoint holds it. */
function saved(state: OptimizerState) {
  const tensors = Object.entries(state.tensors).map(
    ([name, value]) => [name, { shape: value.shape, data: numbers(value) }] as const,
  );
  return { scalars: { ...state.scalars }, tensors };
}

function load(made: Optimizer, { scalars, tensors }: ReturnType<typeof saved>): void {
  tidy(() => {
    const onDevice = tensors.map(([name, { shape, data }]) => [name, tensor(data, shape)]);
    made.restore({ scalars, tensors: Object.fromEntries(onDevice) });
  });
}

function refusal(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (isGptError(error)) return `${error.code}: ${error.message}`;
  }
  return "not refused";
}

describe.each(NAMES)("the state of %s", (name) => {
  it("continues to the bit, twice in a row", () => {
    const whole = fresh();
    const straight = optimizer(name, ...whole);
    for (const grads of GRADS) step(straight, grads, 0.01);

    const parts = fresh();
    let broken = optimizer(name, ...parts);
    for (const [i, grads] of GRADS.entries()) {
      step(broken, grads, 0.01);
      if (i > 1) continue;
      const state = saved(broken.state());
      broken.dispose();
      broken = optimizer(name, ...parts);
      load(broken, state);
    }
    expect(saved(broken.state())).toEqual(saved(straight.state()));
    for (const [i, { variable }] of parts.entries()) {
      expect(numbers(variable)).toEqual(numbers(whole[i]?.variable as Tensor));
    }
  });

  it("counts updates, and is empty at the start", () => {
    const made = optimizer(name, ...fresh());
    expect(made.state()).toEqual({ scalars: { step: 0 }, tensors: {} });
    step(made, [null, null], 0.1);
    expect(made.state().scalars.step).toBe(1);
  });

  it("is freed by dispose", () => {
    const parameters = fresh();
    const before = memory().numTensors;
    const made = optimizer(name, ...parameters);
    step(made, GRADS[0] as never, 0.1);
    expect(memory().numTensors).toBeGreaterThan(before);
    made.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe("restore", () => {
  it("takes copies: neither the given tensors nor the moments change with the other", () => {
    const made = optimizer("adamw", ...fresh());
    const given = { "b.m": tensor([1]), "b.v": tensor([1]) };
    made.restore({ scalars: { step: 3 }, tensors: given });
    step(made, [null, [5]], 0.1);
    expect(numbers(given["b.m"])).toEqual([1]);
    expect(numbers(made.state().tensors["b.m"] as Tensor)[0]).not.toBe(1);
  });

  it("replaces what was there", () => {
    const made = optimizer("adamw", ...fresh());
    step(made, GRADS[0] as never, 0.1);
    made.restore({ scalars: { step: 0 }, tensors: {} });
    expect(made.state()).toEqual({ scalars: { step: 0 }, tensors: {} });
  });

  it("refuses a moment of no parameter, and keeps the state it has", () => {
    const made = optimizer("adamw", ...fresh());
    step(made, GRADS[0] as never, 0.1);
    const before = saved(made.state());
    const tensors = { "x.m": tensor([1]), "x.v": tensor([1]) };
    const message = refusal(() => made.restore({ scalars: { step: 1 }, tensors }));
    expect(message).toContain('OPTIMIZER_STATE: The optimizer state does not fit: "x.m"');
    expect(saved(made.state())).toEqual(before);
  });

  it("refuses a moment of another shape, of another optimizer, or without its fellow", () => {
    const made = optimizer("adamw", ...fresh());
    const restore = (tensors: { [name: string]: Tensor }) =>
      refusal(() => made.restore({ scalars: { step: 1 }, tensors }));
    expect(restore({ "w.m": tensor([1]), "w.v": tensor([1]) })).toContain("shape [1,2]");
    expect(restore({ "b.momentum": tensor([1]) })).toContain("no such parameter or moment");
    expect(restore({ "b.m": tensor([1]) })).toContain('"b.v" beside it');
  });

  it("refuses a state without a count", () => {
    const made = optimizer("adamw", ...fresh());
    for (const step of [undefined, -1, 0.5]) {
      const scalars = (step === undefined ? {} : { step }) as { step: number };
      expect(refusal(() => made.restore({ scalars, tensors: {} }))).toContain("OPTIMIZER_STATE");
    }
  });
});

it("refuses gradients of another number than the parameters", () => {
  const made = optimizer("adamw", ...fresh());
  const message = refusal(() => step(made, [null], 0.1));
  expect(message).toContain("OPTIMIZER_GRADIENTS");
  expect(message).toContain("expected: 2");
});
