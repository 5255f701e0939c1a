/**
 * What the tests for an emulator use of vitest, over Node's own test runner: for processors that vitest's tools are not
 * installed for. Takes vitest's place in a bundle.
 */
import assert from "node:assert/strict";
import { describe as nodeDescribe, it as nodeIt } from "node:test";
import { format } from "node:util";

export { after as afterAll, before as beforeAll } from "node:test";

type Run = (...values: never[]) => void | Promise<void>;

/** Declares once for every value; an array gives the arguments. */
function each(declare: (name: string, run: () => void | Promise<void>) => unknown) {
  return (values: readonly unknown[]) => (name: string, run: Run) => {
    for (const value of values) {
      const given = Array.isArray(value) ? value : [value];
      const wanted = name.match(/%[sd]/g)?.length ?? 0;
      declare(format(name, ...given.slice(0, wanted)), () => run(...(given as never[])));
    }
  };
}

const bare = (name: string, run: Run) => void nodeDescribe(name, run as () => void);
const full = Object.assign(bare, { each: each(bare) });

/** As vitest's, with `each` and `skipIf`. */
export const describe = Object.assign(full, {
  skipIf: (reason: unknown) => (reason ? Object.assign(() => {}, { each: () => () => {} }) : full),
});

/** As vitest's, with `each`. */
export const it = Object.assign((name: string, run: Run) => nodeIt(name, run as () => void), {
  each: each(nodeIt),
});

/** As vitest's: equality, order and patterns. */
export function expect(got: unknown, what?: string) {
  return {
    toBe: (wanted: unknown) => assert.equal(got, wanted, what && `${what}: ${got}, not ${wanted}`),
    toEqual: (wanted: unknown) => assert.deepEqual(got, wanted, what),
    toMatch: (pattern: RegExp) => assert.match(got as string, pattern, what),
    toBeCloseTo: (wanted: number, digits: number) =>
      assert.ok(2 * Math.abs((got as number) - wanted) < 10 ** -digits, `${got}, not ${wanted}`),
    toBeLessThan: (limit: number) => assert.ok((got as number) < limit, `${got} < ${limit}`),
  };
}
