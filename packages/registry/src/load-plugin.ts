import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { createJiti, Jiti } from "jiti";
import * as valibot from "valibot";
import { GptError } from "./error.ts";
import type { AnyPlugin } from "./plugin.ts";
import { pluginsOf } from "./plugin-exports.ts";

/** How {@link loadPlugin} finds and runs a module. */
export interface LoadPluginOptions {
  /** Folder that relative paths and package names start from. @default process.cwd() */
  readonly from?: string;
  /**
   * Modules that the plug-in shares with the host, by name: an import of `@gpt/ops` then gives the
   * very module the host runs, whether the host is bundled or not, and the plug-in's folder needs
   * no `node_modules`. `@gpt/registry` and `valibot` are always shared.
   */
  readonly modules?: { readonly [name: string]: object };
}

/**
 * Imports a plug-in module, JavaScript or TypeScript, and returns what it exports as `plugins` or
 * by default: one plug-in or an array of them. Trust is the caller's: the module's code runs.
 *
 * @param specifier a path (`./alibi.ts`) or the name of an installed package
 * @throws GptError `PLUGIN_NOT_FOUND`, `PLUGIN_FAILED` where the module throws or does not parse,
 *   `PLUGIN_EMPTY` where it exports no plug-in, `PLUGIN_INVALID` where an export is none,
 *   `JITI_MISSING` where the optional peer dependency `jiti` is not installed
 */
export async function loadPlugin(
  specifier: string,
  options: LoadPluginOptions = {},
): Promise<readonly AnyPlugin[]> {
  const { from = process.cwd(), modules = {} } = options;
  const create = await importJiti();
  // Not an import statement: for that a bundler makes an object of all exports, and no one who
  // imports the error class alone could be spared the rest of the package.
  const registry = await import("./index.ts");
  const jiti = create(join(from, "plugin.js"), {
    fsCache: false, // leaves no files behind
    virtualModules: { "@gpt/registry": registry, valibot, ...modules },
  });
  const path = locate(specifier, from, jiti);
  return pluginsOf(await run(path, specifier, jiti), specifier);
}

/** @param load replaced in tests */
export async function importJiti(
  load: () => Promise<{ createJiti: typeof createJiti }> = () => import("jiti"),
): Promise<typeof createJiti> {
  try {
    return (await load()).createJiti;
  } catch (cause) {
    throw new GptError("JITI_MISSING", {
      message: "Loading plug-in files needs the package jiti.",
      expected: "jiti, an optional peer dependency of @gpt/registry",
      got: "not installed",
      help: "npm install jiti",
      cause,
    });
  }
}

function locate(specifier: string, from: string, jiti: Jiti): string {
  const path = resolve(from, specifier);
  if (existsSync(path)) return path;
  const looksLikePath = /^[./]|^[a-z]:[\\/]|\.[cm]?[jt]s$/i.test(specifier);
  const found = looksLikePath ? undefined : jiti.esmResolve(specifier, { try: true });
  if (found !== undefined) return found;
  throw new GptError("PLUGIN_NOT_FOUND", {
    message: `There is no plug-in "${specifier}".`,
    expected: looksLikePath ? `a file ${path}` : "a file, or the name of an installed package",
    got: looksLikePath ? "no such file" : `neither ${path} nor a package of that name`,
    help: looksLikePath
      ? "check the path"
      : `a path begins with ./ ; a package: npm install ${specifier}`,
  });
}

async function run(path: string, specifier: string, jiti: Jiti): Promise<object> {
  try {
    return await jiti.import<object>(path);
  } catch (cause) {
    throw new GptError("PLUGIN_FAILED", {
      message: `The plug-in "${specifier}" failed while it was imported.`,
      expected: "a module that can be imported",
      got: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
      help: "the error is in the plug-in's own code or in what it imports",
      cause,
    });
  }
}
