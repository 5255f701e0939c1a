import { describe, expect, it } from "vitest";
import { recordedBackend, startBackend } from "./backend.ts";
import { createRegistry } from "./registry.ts";

const choice = { name: "native", reason: "", passedOver: [], summary: "" };

describe("the backend that a run records", () => {
  it("is the one that was chosen, not auto", () => {
    expect(recordedBackend("auto", {}, choice)).toBe("native");
    expect(recordedBackend({ type: "auto" }, {}, choice)).toBe("native");
    expect(recordedBackend("wasm", {}, { ...choice, name: "wasm" })).toBe("wasm");
  });

  it("has the precision that was asked for, and keeps what a configuration says", () => {
    const bf16 = { precision: "bf16" } as const;
    expect(recordedBackend("auto", bf16, choice)).toEqual({ type: "native", precision: "bf16" });
    const stored = { type: "native", precision: "bf16", level: "avx2" };
    expect(recordedBackend(stored, {}, choice)).toBe(stored);
    expect(recordedBackend(stored, { precision: "f32" }, choice)).toEqual({
      ...stored,
      precision: "f32",
    });
  });
});

it("refuses bf16 on a backend that has float32 alone", async () => {
  const flags = { backend: "cpu", precision: "bf16" } as const;
  const start = startBackend(await createRegistry(), flags);
  await expect(start).rejects.toMatchObject({ code: "PRECISION_UNSUPPORTED", got: "cpu" });
});

it("starts a backend in float32 whether that is said or not", async () => {
  const registry = await createRegistry();
  expect((await startBackend(registry, { backend: "cpu", precision: "f32" })).name).toBe("cpu");
  expect((await startBackend(registry, { backend: "cpu" })).name).toBe("cpu");
});
