import { createModel, presets } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import colors from "picocolors";

/** `gpt list [kind]`: the registered parts by kind; kind "preset": the named models. */
export function listCommand(registry: Registry, kind: string | undefined, json: boolean): void {
  if (kind === "preset" || kind === "presets") listPresets(registry, json);
  else listParts(registry, kind, json);
}

function listParts(registry: Registry, kind: string | undefined, json: boolean): void {
  const parts = registry.list().filter((part) => kind === undefined || part.kind === kind);
  if (json) {
    for (const { kind, name, description } of parts) {
      console.log(JSON.stringify({ kind, name, description }));
    }
    return;
  }
  const width = Math.max(0, ...parts.map((part) => part.name.length));
  for (const kind of new Set(parts.map((part) => part.kind))) {
    console.log(colors.bold(kind));
    for (const part of parts.filter((part) => part.kind === kind)) {
      console.log(`  ${part.name.padEnd(width)}  ${colors.dim(part.description)}`);
    }
  }
}

/** Every preset with its exact number of parameters, counted from shapes. */
function listPresets(registry: Registry, json: boolean): void {
  for (const [name, config] of Object.entries(presets)) {
    const parameters = createModel(registry, config).parameters.count;
    if (json) console.log(JSON.stringify({ name, parameters, config }));
    else console.log(`${name.padEnd(28)} ${parameters.toLocaleString("en").padStart(17)}`);
  }
}
