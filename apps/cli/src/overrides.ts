import { GptError, type Json } from "@gpt/registry";

type JsonObject = { [key: string]: Json };

/**
 * Sets one option of a nested configuration, making the objects on the way. A part that is given by
 * name only (`"optimizer": "adamw"`) becomes `{ "type": "adamw" }` when an option of it is set.
 *
 * @param path dotted, e.g. `optimizer.weightDecay`
 */
export function setOption(config: JsonObject, path: string, value: Json): void {
  const keys = path.split(".");
  const last = keys.pop() as string;
  let at = config;
  for (const key of keys) {
    const there = at[key];
    const next = typeof there === "string" ? { type: there } : isObject(there) ? { ...there } : {};
    at[key] = next;
    at = next;
  }
  at[last] = value;
}

/**
 * Reads `path=value`. The value is JSON, or a plain word: `model.nLayer=6`, `model.attention=banded`.
 *
 * @throws GptError `OVERRIDE_INVALID`
 */
export function parseOverride(text: string): { readonly path: string; readonly value: Json } {
  const [, path, value] = /^([\w-]+(?:\.[\w-]+)*)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined) {
    throw new GptError("OVERRIDE_INVALID", {
      message: `"${text}" does not set an option.`,
      expected: "path=value, such as model.nLayer=6 or optimizer.betas=[0.9,0.99]",
      got: text,
      help: "write the option's place in the configuration with dots, =, and its value",
    });
  }
  return { path, value: jsonOrWord(value) };
}

function jsonOrWord(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
