import { reportRun } from "@gpt/trainer/node";
import { userPath } from "../paths.ts";

/** `gpt report`: writes a run's report.html anew. */
export async function reportCommand(folder: string, json: boolean): Promise<void> {
  const path = await reportRun(userPath(folder));
  console.log(json ? JSON.stringify({ event: "report", path }) : path);
}
