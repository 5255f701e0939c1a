import { GptError } from "@gpt/registry";
import { type Difference, differences } from "../config/differences.ts";
import type { RunConfig } from "../config/run-config.ts";

/** What may change when a run goes on: how long, how often, where. The rest is what it *is*. */
const CHANGEABLE: readonly (keyof RunConfig)[] = [
  "name",
  "steps",
  "maxTokens",
  "maxMinutes",
  "patience",
  "evalEvery",
  "sampleEvery",
  "sample",
  "checkpointEvery",
  "keepCheckpoints",
  "callbacks",
  "backend",
];

/**
 * Checks that a changed configuration still is the same run.
 *
 * @returns the changes, for a note
 * @throws GptError `RESUME_CHANGED`
 */
export function checkChanges(stored: RunConfig, wanted: RunConfig): readonly Difference[] {
  const changes = differences(stored, wanted);
  const refused = changes.filter(
    ({ path }) => !CHANGEABLE.includes(path.split(".")[0] as keyof RunConfig),
  );
  if (refused.length === 0) return changes;
  const list = (side: "left" | "right") =>
    refused.map((at) => `${at.path} = ${JSON.stringify(at[side])}`).join(", ");
  throw new GptError("RESUME_CHANGED", {
    message: "A run goes on as what it was; these options belong to its beginning.",
    expected: list("left"),
    got: list("right"),
    help: `start a new run for that; a resumed one may change ${CHANGEABLE.join(", ")}`,
  });
}
