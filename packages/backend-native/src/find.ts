import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { GptError } from "@gpt/registry";

/** A compiled library, and where it came from. */
export interface Found {
  readonly path: string;
  /** `GPT_NATIVE_LIBRARY`, `own build`, or the name of the platform's package. */
  readonly origin: string;
}

/** Where to look. @default this package, as installed, this machine and process */
export interface Where {
  /** A library to take whatever else is there: the environment variable GPT_NATIVE_LIBRARY. */
  readonly named?: string | undefined;
  /** Folder of `@gpt/backend-native`. */
  readonly root?: string;
  /** System and processor, such as `linux-x64`. */
  readonly platform?: string;
}

/** The package as installed, also when this code is bundled. */
function packageRoot(): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve("@gpt/backend-native/package.json"));
}

/**
 * Looks for the library: the one that GPT_NATIVE_LIBRARY names, then one compiled here, then the one in the platform's
 * package.
 *
 * @throws GptError `NATIVE_MISSING` where there is none, `NATIVE_BROKEN` where the platform's package
 * is of another version
 */
export function findAddon(where: Where = {}): Found {
  const { named = process.env.GPT_NATIVE_LIBRARY, platform = thisPlatform() } = where;
  if (named) return { path: resolve(named), origin: "GPT_NATIVE_LIBRARY" };
  const { root = packageRoot() } = where;
  const own = join(root, "build", "gpt-native.node");
  if (existsSync(own)) return { path: own, origin: "own build" };
  const name = `@gpt/backend-native-${platform}`;
  const manifest = resolved(root, `${name}/package.json`);
  if (manifest === null) throw missing(root, platform, name);
  checkVersion(root, manifest, name);
  return { path: join(dirname(manifest), "gpt-native.node"), origin: name };
}

function thisPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

function resolved(root: string, id: string): string | null {
  try {
    return createRequire(join(root, "package.json")).resolve(id);
  } catch {
    return null; // not installed
  }
}

/** Other kernels than this code calls would read other numbers than it passes. */
function checkVersion(root: string, manifest: string, name: string): void {
  const [own, other] = [join(root, "package.json"), manifest].map(
    (path) => (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version,
  );
  if (own === other) return;
  throw new GptError("NATIVE_BROKEN", {
    message: "The native CPU kernels are of another version.",
    expected: `${name} ${own}`,
    got: `${other}`,
    help: `install ${name}@${own}, or reinstall @gpt/backend-native`,
  });
}

function missing(root: string, platform: string, name: string): GptError {
  return new GptError("NATIVE_MISSING", {
    message: `There are no native CPU kernels for ${platform} here.`,
    expected: `the optional package ${name}, or a build of your own`,
    help:
      "install with optional packages; where there is none for this system, have g++ or clang++ and run " +
      `\`node ${join(root, "scripts", "build.mjs")}\`; until then the wasm backend does the work`,
  });
}
