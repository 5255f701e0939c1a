import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { OPS } from "./index.ts";

const folder = join(import.meta.dirname, "..");

it("runs the example of the README", async () => {
  const { value, grads } = (await runReadme(folder)) as { value: Tensor; grads: Tensor[] };
  expect(value.dataSync()[0]).toBeGreaterThan(0);
  expect(grads[0]?.shape).toEqual([2, 3]);
  expect(Math.hypot(...(grads[0]?.dataSync() ?? []))).toBeGreaterThan(0.1);
});

it("lists every kernel of the vocabulary in the README", () => {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...text.matchAll(/`(Gpt\w+)`/g)].map(([, name]) => name);
  expect([...new Set(listed)].sort()).toEqual(
    Object.values(OPS)
      .map(({ name }) => name)
      .sort(),
  );
});
