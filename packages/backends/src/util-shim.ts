/** What tfjs-node 4.22 calls and Node 23 removed from `node:util`. */
const REMOVED = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: Array.isArray,
};

/**
 * Puts two functions back that Node 23 took out of `node:util` and that tfjs-node still calls at its
 * first kernel (mended upstream, never released). Leaves alone what is there.
 */
export function restoreUtil(util: object = process.getBuiltinModule("node:util")): void {
  for (const [name, value] of Object.entries(REMOVED)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true });
  }
}
