import type { Json } from "@gpt/registry";

/** One option that two configurations disagree on; undefined where one lacks it. */
export interface Difference {
  /** Dotted, e.g. `model.nLayer`. */
  readonly path: string;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/** All options in which two configurations differ, in the order of the first. */
export function differences(
  left: Json | undefined,
  right: Json | undefined,
  path = "",
): Difference[] {
  if (!isObject(left) || !isObject(right)) {
    return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ path, left, right }];
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) =>
    differences(left[key], right[key], path === "" ? key : `${path}.${key}`),
  );
}

type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
