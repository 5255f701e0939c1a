import { it } from "vitest";
import { talesTask } from "./tales-tasks.ts";
it("peek", () => {
  for (const n of ["tales-entailment","tales-similarity","tales-translation"] as const)
  for (const e of talesTask(n, {count: 14, validationCount: 1}).train) console.log(JSON.stringify(e));
});
