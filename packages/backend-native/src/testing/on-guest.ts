import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type Ended, type Guest, runOn } from "./guests.ts";

const root = join(import.meta.dirname, "..", "..");

/** Runs one of the package's scripts; what it printed. */
export function script(name: string, ...args: string[]): string {
  const path = join(root, "scripts", name);
  return execFileSync(process.execPath, [path, ...args], { encoding: "utf8" }).trim();
}

/** A folder with Node for the guest and the package installed for it. */
export interface Installed {
  readonly guest: Guest;
  readonly folder: string;
  readonly node: string;
}

/** Installs the packages of a guest, as npm would there, and Node for it, in an empty folder. */
export function install(guest: Guest): Installed {
  const folder = mkdtempSync(join(tmpdir(), `gpt-${guest.target}-`));
  const scope = join(folder, "node_modules", "@gpt");
  mkdirSync(join(scope, "backend-native"), { recursive: true });
  cpSync(join(root, "package.json"), join(scope, "backend-native", "package.json"));
  script("build.mjs", guest.target);
  const made = script("platform-package.mjs", guest.target);
  cpSync(made, join(scope, `backend-native-${guest.target}`), { recursive: true });
  return { guest, folder, node: fetchNode(guest, folder) };
}

/** Node for the guest, of the version that runs here, from npm; its path. */
function fetchNode({ node }: Guest, folder: string): string {
  const id = `${node.name}@${process.versions.node}`;
  execFileSync("npm", ["pack", id, "--pack-destination", folder], { stdio: "pipe" });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz")) as string;
  execFileSync("tar", ["xzf", join(folder, tarball), "-C", folder]);
  return join(folder, "package", node.program);
}

/** Bundles a program of this folder and runs it on the guest's Node. */
export async function runProgram(
  { guest, folder, node }: Installed,
  name: string,
  ...args: string[]
): Promise<Ended> {
  const outfile = join(folder, name.replace(/ts$/, "mjs"));
  await build({
    entryPoints: [join(import.meta.dirname, name)],
    alias: { vitest: join(import.meta.dirname, "vitest-on-node.ts") },
    ...{ outfile, bundle: true, platform: "node", format: "esm", target: "node20" },
    banner: { js: REQUIRE },
    ignoreAnnotations: true, // the package says that importing its files does nothing; tests are declared so
    logLevel: "error",
  });
  return runOn(guest, node, outfile, ...args);
}

/** CommonJS inside the bundle asks for Node's modules. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
