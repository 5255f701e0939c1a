import { createModel, presets } from "@gpt/models";
import type { Registry } from "@gpt/registry";

/** Prints every preset with its exact number of parameters, counted from shapes. */
export function listPresets(registry: Registry, json: boolean): void {
  for (const [name, config] of Object.entries(presets)) {
    const parameters = createModel(registry, config).parameters.count;
    if (json) console.log(JSON.stringify({ name, parameters, config }));
    else console.log(`${name.padEnd(28)} ${parameters.toLocaleString("en").padStart(17)}`);
  }
}
