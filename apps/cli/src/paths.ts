import { resolve } from "node:path";

/**
 * The folder the user typed the command in. Package managers start scripts in the package's own
 * folder and leave the user's in INIT_CWD.
 */
export function userFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}

/** A path the user typed, made absolute. */
export function userPath(path: string): string {
  return resolve(userFolder(), path);
}

/** How the user would call this program again: through the workspace's script, or by its name. */
export function ownName(): string {
  const version = /^pnpm\/(\S+)/.exec(process.env.npm_config_user_agent ?? "")?.[1];
  return version === undefined ? "gpt" : `npx -y pnpm@${version} --filter cli gpt`;
}
