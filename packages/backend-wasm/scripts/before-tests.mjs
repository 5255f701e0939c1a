import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Compiles what is to be tested. */
export function setup() {
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs")], { stdio: "inherit" });
}
