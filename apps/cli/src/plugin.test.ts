import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { gpt, jsonLines, scratch, TINY } from "./testing/gpt.ts";

const folder = scratch();
afterAll(() => folder.clear());

it("trains with a third party's attention", async () => {
  const plugin = join(import.meta.dirname, "../../../examples/attention-alibi/src/alibi.ts");
  const out = join(folder.path, "alibi");
  const parts = ["model.attention=alibi", "model.position=none"];
  const args = ["train", ...TINY, "--steps=40", `--out=${out}`, `--plugin=${plugin}`, ...parts];
  const trained = await gpt([...args, "--json"]);
  expect(trained.code, trained.err + trained.out).toBe(0);
  const steps = jsonLines<{ event: string; loss: number }>(trained.out).filter(
    ({ event }) => event === "step",
  );
  expect(steps.at(-1)?.loss).toBeLessThan((steps[0]?.loss as number) - 0.5);

  const { model } = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
  expect(model.attention).toMatchObject({ type: "alibi" });
  const sampled = await gpt(["sample", out, "The", "--tokens=4", `--plugin=${plugin}`]);
  expect(sampled.code, sampled.err).toBe(0);
});
