import { type BackendChoice, selectBackend } from "@gpt/backends";
import type { PluginConfig, Registry } from "@gpt/registry";

/** Starts the wanted backend, or the fastest usable one for "auto". */
export function startBackend(
  registry: Registry,
  wanted: PluginConfig | string,
): Promise<BackendChoice> {
  const choice = isAuto(wanted) ? "auto" : wanted;
  return selectBackend(choice, { plugins: registry.list("backend") });
}

/** Whether the choice is left to the machine. */
export function isAuto(wanted: PluginConfig | string): boolean {
  return (typeof wanted === "string" ? wanted : wanted.type) === "auto";
}
