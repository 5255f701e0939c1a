import { type BackendChoice, selectBackend } from "@gpt/backends";
import type { PluginConfig, Registry } from "@gpt/registry";

/** Options that only some backends have. */
export interface BackendFlags {
  readonly threads?: number;
}

/** Starts the wanted backend, or the fastest usable one for "auto". */
export function startBackend(
  registry: Registry,
  wanted: PluginConfig | string,
  { threads }: BackendFlags = {},
): Promise<BackendChoice> {
  const choice = isAuto(wanted) ? "auto" : wanted;
  const options = threads === undefined ? {} : { native: { threads }, wasm: { threads } };
  return selectBackend(choice, { plugins: registry.list("backend"), options });
}

/** Whether the choice is left to the machine. */
export function isAuto(wanted: PluginConfig | string): boolean {
  return (typeof wanted === "string" ? wanted : wanted.type) === "auto";
}
