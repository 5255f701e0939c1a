import { afterEach, expect, it, vi } from "vitest";
import { yieldToHost } from "./yield.ts";

afterEach(() => vi.unstubAllGlobals());

it("lets a timer fire between two steps of a busy loop", async () => {
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 1);
  const end = performance.now() + 2000;
  while (!fired && performance.now() < end) await yieldToHost();
  expect(fired).toBe(true);
});

it("works where there is no setImmediate, as in browsers", async () => {
  vi.stubGlobal("setImmediate", undefined);
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 1);
  const end = performance.now() + 2000;
  while (!fired && performance.now() < end) await yieldToHost();
  expect(fired).toBe(true);
});
