import { isGptError } from "@gpt/registry";
import colors from "picocolors";

/** Prints an error for a person (stderr) or a machine (one JSON line on stdout); sets exit code 1. */
export function reportFailure(error: unknown, json: boolean): void {
  process.exitCode = 1;
  if (json) return console.log(JSON.stringify({ event: "error", error: describe(error) }));
  if (!isGptError(error)) return console.error(error);
  const { code, message } = error;
  console.error(`${colors.red(`error ${code}`)}: ${message}`);
}

function describe(error: unknown): object {
  if (isGptError(error)) return error.toJSON();
  return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
}
