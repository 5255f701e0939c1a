// Makes the package of a platform, this machine's or the one named, out of the compiled library: npm/<platform>.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { libraryPath } from "./addon.mjs";
import { manifestOf, PLATFORMS } from "./platforms.mjs";
import { HOST } from "./target.mjs";

/** The newest glibc, 2.34, that a published binary may need: Debian 12, Ubuntu 22.04, RHEL 9. */
const GLIBC = 34;

/** Minor version of the newest glibc whose symbols a binary uses. */
function glibcOf(library) {
  const names = readFileSync(library, "latin1").matchAll(/\0GLIBC_2\.(\d+)/g);
  return Math.max(...Array.from(names, ([, minor]) => Number(minor)));
}

const platform = process.argv[2] ?? HOST;
if (!PLATFORMS.includes(platform)) throw new Error(`${platform} is none of ${PLATFORMS}`);
const library = libraryPath(platform);
if (!existsSync(library)) throw new Error(`compile first: there is no ${library}`);
if (platform.startsWith("linux")) {
  const minor = glibcOf(library);
  if (minor > GLIBC) throw new Error(`the binary needs glibc 2.${minor}, not 2.${GLIBC}`);
}
const root = join(import.meta.dirname, "..");
const folder = join(root, "npm", platform);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const manifest = manifestOf(platform, JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(
  join(folder, "README.md"),
  `# ${manifest.name}\n\n${manifest.description} It comes with that package; do not install it by hand.\n`,
);
copyFileSync(join(root, "..", "..", "LICENSE"), join(folder, "LICENSE"));
copyFileSync(library, join(folder, "gpt-native.node"));
process.stdout.write(`${folder}\n`);
