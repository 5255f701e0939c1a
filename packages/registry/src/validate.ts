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
  throw refusal(result.issues[0], subject, schema);
}

function refusal(issue: v.BaseIssue<unknown>, subject: string, schema: unknown): GptError {
  const path = issue.path?.map((item) => String(item.key)) ?? [];
  const name = path.join(".");
  const unknown = issue.type === "strict_object" && issue.expected === "never";
  const options = optionNames(schema, path.slice(0, -1));
  const near = unknown ? nearest(path.at(-1) ?? "", options) : undefined;
  return new GptError("INVALID_OPTIONS", {
    message: problem(subject, name, unknown),
    expected: unknown ? `one of ${options.join(", ") || "no options"}` : describe(issue),
    got: unknown ? name : issue.received,
    help: near ? `did you mean "${near}"?` : hint(subject, optionNames(schema, [])),
  });
}

function problem(subject: string, name: string, unknown: boolean): string {
  if (unknown) return `${subject} has no option "${name}".`;
  return name === "" ? `${subject} is wrong.` : `${subject}: option "${name}" is wrong.`;
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation" && issue.requirement === undefined) return issue.message;
  return issue.expected ?? issue.message;
}

function hint(subject: string, options: string[]): string {
  return options.length > 0
    ? `options of ${subject}: ${options.join(", ")}`
    : "see the documentation";
}

/** Names of the options of the object at a path inside a schema; none where there is no object. */
function optionNames(schema: unknown, path: readonly string[]): string[] {
  let at = unwrap(schema);
  for (const key of path) at = unwrap(at?.entries?.[key] ?? at?.item);
  return Object.keys(at?.entries ?? {});
}

interface SchemaShape {
  readonly entries?: { readonly [name: string]: unknown };
  /** Of an array. */
  readonly item?: unknown;
  /** Of an optional or nullable schema. */
  readonly wrapped?: unknown;
}

function unwrap(schema: unknown): SchemaShape | undefined {
  const shape = schema as SchemaShape | undefined;
  return shape?.wrapped === undefined ? shape : unwrap(shape.wrapped);
}
