import { GptError } from "./error.ts";
import type { AnyPlugin } from "./plugin.ts";

/**
 * What a module exports as `plugins` or by default: one plug-in or an array of them.
 *
 * @param specifier the module, for errors
 * @throws GptError `PLUGIN_EMPTY`, `PLUGIN_INVALID`
 */
export function pluginsOf(module: object, specifier: string): readonly AnyPlugin[] {
  const exported = module as { plugins?: unknown; default?: { plugins?: unknown } | unknown };
  const found = exported.plugins ?? exported.default;
  const list: readonly unknown[] = Array.isArray(found) ? found : isPlugin(found) ? [found] : [];
  if (list.length === 0) throw empty(specifier, Object.keys(module));
  const wrong = list.findIndex((item) => !isPlugin(item));
  if (wrong >= 0) throw invalid(specifier, wrong, list[wrong]);
  return list as readonly AnyPlugin[];
}

function isPlugin(value: unknown): value is AnyPlugin {
  if (typeof value !== "object" || value === null) return false;
  const { kind, name, description, options, create } = value as { [field: string]: unknown };
  const texts = [kind, name, description].every((text) => typeof text === "string");
  return texts && typeof options === "object" && typeof create === "function";
}

function empty(specifier: string, names: readonly string[]): GptError {
  return new GptError("PLUGIN_EMPTY", {
    message: `The module "${specifier}" exports no plug-ins.`,
    expected: "export const plugins = [definePlugin({ … })]",
    got: names.length > 0 ? `exports ${names.join(", ")}` : "no exports",
    help: "export the parts as an array named plugins, or by default",
  });
}

function invalid(specifier: string, index: number, got: unknown): GptError {
  return new GptError("PLUGIN_INVALID", {
    message: `Entry ${index} of the plug-ins of "${specifier}" is not a plug-in.`,
    expected: "an object with kind, name, description, options and create",
    got: typeof got === "object" && got !== null ? `keys ${Object.keys(got).join(", ")}` : `${got}`,
    help: "make it with definePlugin({ kind, name, description, options, create })",
  });
}
