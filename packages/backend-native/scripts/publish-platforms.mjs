// Publishes the packages of all platforms, those that are not published yet: before @gpt/backend-native, which wants
// them. Arguments go to `npm publish`.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PLATFORMS, packageOf } from "./platforms.mjs";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const shell = process.platform === "win32";

function isPublished(name) {
  try {
    const options = { stdio: "pipe", encoding: "utf8", shell };
    return execFileSync("npm", ["view", `${name}@${version}`, "version"], options).trim() !== "";
  } catch (error) {
    if (String(error.stderr).includes("E404")) return false;
    throw error;
  }
}

const folders = PLATFORMS.map((platform) => join(root, "npm", platform));
const missing = folders.filter((folder) => !existsSync(join(folder, "gpt-native.node")));
if (missing.length > 0) throw new Error(`not made yet: ${missing.join(", ")}`);
for (const [i, folder] of folders.entries()) {
  if (isPublished(packageOf(PLATFORMS[i]))) continue;
  execFileSync("npm", ["publish", folder, ...process.argv.slice(2)], { stdio: "inherit", shell });
}
