import { expect, test } from "vitest";
import { TokenBytes } from "./token-bytes.ts";

const table = new TokenBytes([
  Uint8Array.of(97),
  Uint8Array.of(98, 99),
  Uint8Array.of(),
  Uint8Array.of(255),
]);

test("each id gives its own bytes", () => {
  expect(table.size).toBe(4);
  expect([...table.of(0)]).toEqual([97]);
  expect([...table.of(1)]).toEqual([98, 99]);
  expect([...table.of(2)]).toEqual([]);
  expect([...table.of(3)]).toEqual([255]);
});

test("concat puts the bytes of many ids one after the other", () => {
  expect([...table.concat([1, 3, 2, 0, 1])]).toEqual([98, 99, 255, 97, 98, 99]);
  expect([...table.concat(Uint32Array.of(0, 0))]).toEqual([97, 97]);
  expect([...table.concat([])]).toEqual([]);
});
