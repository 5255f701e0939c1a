import type { Registry } from "@gpt/registry";
import colors from "picocolors";

/** Prints the registered parts, by kind; as JSON lines where asked. */
export function listParts(registry: Registry, kind: string | undefined, json: boolean): void {
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
