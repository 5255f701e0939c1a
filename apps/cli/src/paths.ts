import { resolve } from "node:path";

/**
 * Resolves a path the user typed against the folder they typed it in. Package managers start
 * scripts in the package's own folder and leave the user's in INIT_CWD.
 */
export function userPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
