import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Builds the program once before its tests, which start it as users do. */
export function setup(): void {
  const root = join(import.meta.dirname, "..", "..");
  execFileSync("pnpm", ["exec", "tsup"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
