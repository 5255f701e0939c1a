import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  getKernelsForBackend,
  type KernelConfig,
  memory,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  sum,
  type Tensor,
  tensor,
  tidy,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hasKernel, linear, OPS, relu, valueAndGrads } from "./index.ts";

/** A backend of its own with the kernels of tfjs cpu: what is registered here concerns no other test. */
const SCRATCH = "scratch";

beforeAll(async () => {
  registerBackend(SCRATCH, () => new MathBackendCPU());
  for (const kernel of getKernelsForBackend("cpu")) {
    registerKernel({ ...kernel, backendName: SCRATCH });
  }
  await setBackend(SCRATCH);
});

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {}); // tfjs reports every replaced kernel
  for (const { name } of Object.values(OPS)) {
    if (getKernelsForBackend(SCRATCH).some((kernel) => kernel.kernelName === name)) {
      unregisterKernel(name, SCRATCH);
    }
  }
});

afterAll(() => removeBackend(SCRATCH));

/** A kernel that gives 42 wherever it is asked, and counts how often. */
function fortyTwo(name: string): { readonly config: KernelConfig; calls: number } {
  const counter = { calls: 0, config: {} as KernelConfig };
  const kernelFunc: KernelConfig["kernelFunc"] = ({ inputs }) => {
    counter.calls++;
    return tidy(() =>
      tensor(new Float32Array((inputs.x as Tensor).size).fill(42), inputs.x?.shape),
    );
  };
  counter.config = { kernelName: name, backendName: SCRATCH, kernelFunc };
  return counter;
}

const x = () => tensor([-1, 0, 2]);
const run = () => Array.from(tidy(() => relu(x())).dataSync());

describe("runOp", () => {
  it("runs the reference where the backend has no kernel", () => {
    expect(run()).toEqual([0, 0, 2]);
  });

  it("runs the backend's kernel where there is one", () => {
    const kernel = fortyTwo("GptActivation");
    registerKernel(kernel.config);
    expect(run()).toEqual([42, 42, 42]);
    expect(kernel.calls).toBe(1);
  });

  it("runs a kernel that was registered after the reference had run", () => {
    run();
    registerKernel(fortyTwo("GptActivation").config);
    expect(run()).toEqual([42, 42, 42]);
  });

  it("goes back to the reference when the kernel is taken away", () => {
    registerKernel(fortyTwo("GptActivation").config);
    run();
    unregisterKernel("GptActivation", SCRATCH);
    expect(run()).toEqual([0, 0, 2]);
  });

  it("takes the backward pass from the backend's kernel too", () => {
    const kernel = fortyTwo("GptActivationGrad");
    registerKernel(kernel.config);
    const input = tidy(() => x().variable());
    const { value, grads } = valueAndGrads(() => sum(relu(input)), [input]);
    expect(Array.from(grads[0]?.dataSync() ?? [])).toEqual([42, 42, 42]);
    for (const used of [value, grads[0], input]) used?.dispose();
  });

  it("keeps nothing of what a reference made on the way", () => {
    const inputs = [x(), tensor([1, 2, 3, 4, 5, 6], [3, 2])] as const;
    linear(...inputs, null, { activation: "gelu" }).dispose();
    const before = memory().numTensors;
    const y = linear(...inputs, null, { activation: "gelu" });
    expect(memory().numTensors).toBe(before + 1);
    y.dispose();
  });
});

describe("hasKernel", () => {
  it("says no before and after the reference has run", () => {
    expect(hasKernel("GptActivation")).toBe(false);
    run();
    expect(hasKernel("GptActivation")).toBe(false);
  });

  it("says yes of a backend's own kernel", () => {
    registerKernel(fortyTwo("GptActivation").config);
    expect(hasKernel("GptActivation")).toBe(true);
    expect(hasKernel("GptActivation", "cpu")).toBe(false);
  });

  it("knows the references of another copy of the package", async () => {
    run();
    vi.resetModules();
    const copy = await import("./index.ts");
    expect(copy.hasKernel).not.toBe(hasKernel);
    expect(copy.hasKernel("GptActivation")).toBe(false);
    expect(Array.from(tidy(() => copy.relu(x())).dataSync())).toEqual([0, 0, 2]);
  });
});

describe("OPS", () => {
  it("gives every op a kernel name of its own, starting with Gpt", () => {
    const names = Object.values(OPS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^Gpt[A-Za-z]+$/.test(name))).toEqual([]);
  });
});
