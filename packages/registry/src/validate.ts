import * as v from "valibot";
import { GptError } from "./error.ts";
import { nearest } from "./nearest.ts";

/**
 * Checks a value against a schema and fills in its defaults.
 *
 * @param subject what the value is, for the error: `attention "banded"`
 * @throws GptError `INVALID_OPTIONS` naming the path, what was expected and what was got
 */
export function validate<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  subject: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw refusal(result.issues[0], subject, optionNames(schema));
}

function refusal(issue: v.BaseIssue<unknown>, subject: string, options: string[]): GptError {
  const path = v.getDotPath(issue) ?? "(the whole)";
  const unknown = issue.type === "strict_object" && issue.expected === "never";
  const near = unknown ? nearest(path, options) : undefined;
  return new GptError("INVALID_OPTIONS", {
    message: unknown
      ? `${subject} has no option "${path}".`
      : `${subject}: option "${path}" is wrong.`,
    expected: unknown ? `one of ${options.join(", ") || "no options"}` : describe(issue),
    got: unknown ? path : issue.received,
    help: near ? `did you mean "${near}"?` : hint(subject, options),
  });
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation")
    return issue.requirement === undefined ? issue.message : `${issue.expected ?? issue.message}`;
  return issue.expected ?? issue.message;
}

function hint(subject: string, options: string[]): string {
  return options.length > 0
    ? `options of ${subject}: ${options.join(", ")}`
    : "see the documentation";
}

function optionNames(schema: v.GenericSchema): string[] {
  return "entries" in schema ? Object.keys(schema.entries as object) : [];
}
