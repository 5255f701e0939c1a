import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { json, scratch } from "./testing/gpt.ts";

const folder = scratch();
afterAll(() => folder.clear());

it("GPT-1 in miniature: pre-trained beats random on all four tasks at 100 labels", async () => {
  const events = await json("reproduce", "gpt1", "--quick", `--out=${join(folder.path, "gpt1")}`);
  const { claims } = events.at(-1) as unknown as { claims: { text: string; holds: boolean }[] };
  for (const { text } of claims) console.log(text);
  expect(claims).toHaveLength(4);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});
