import { type BackendChoice, selectBackend } from "@gpt/backends";
import type { PluginConfig, Registry } from "@gpt/registry";

/** Starts the wanted backend, or the fastest usable one for "auto". */
export function startBackend(
  registry: Registry,
  wanted: PluginConfig | string,
): Promise<BackendChoice> {
  const isAuto = typeof wanted !== "string" && wanted.type === "auto";
  return selectBackend(isAuto ? "auto" : wanted, { plugins: registry.list("backend") });
}
