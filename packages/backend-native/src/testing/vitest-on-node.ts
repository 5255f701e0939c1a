/**
 * What the conformance suite uses of vitest, over Node's own test runner: for processors that vitest's tools are not
 * installed for. Takes vitest's place in a bundle.
 */
import assert from "node:assert/strict";
import { it as nodeIt } from "node:test";

export { before as beforeAll, describe } from "node:test";

/** As vitest's, with `each`. */
export const it = Object.assign(
  (name: string, run: () => void | Promise<void>) => nodeIt(name, run),
  {
    each: (values: readonly unknown[]) => (name: string, run: (value: never) => void) => {
      for (const value of values)
        nodeIt(name.replace("%s", String(value)), () => run(value as never));
    },
  },
);

/** As vitest's: equality and order. */
export function expect(got: unknown, what?: string) {
  return {
    toBe: (wanted: unknown) => assert.equal(got, wanted, what && `${what}: ${got}, not ${wanted}`),
    toBeLessThan: (limit: number) => assert.ok((got as number) < limit, `${got} < ${limit}`),
  };
}
