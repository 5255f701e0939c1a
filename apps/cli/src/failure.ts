import { isGptError } from "@gpt/registry";
import colors from "picocolors";

/** Prints an error for a person (stderr) or a machine (one JSON line on stdout); sets exit code 1. */
export function reportFailure(error: unknown, json: boolean): void {
  process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify({ event: "error", error: describe(error) }));
  } else if (isGptError(error)) {
    console.error(`${colors.red(`error ${error.code}`)}: ${error.message}`);
  } else {
    console.error(error);
  }
}

function describe(error: unknown): object {
  if (isGptError(error)) return error.toJSON();
  return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
}
