import { expect, test } from "vitest";
import { NO_RANK, PairTable } from "./pair-table.ts";

test("every pair gives its own rank, and others none", () => {
  const table = new PairTable(10_000);
  for (let i = 0; i < 10_000; i++) expect(table.add(i % 100, Math.floor(i / 100), i)).toBe(true);
  for (let i = 0; i < 10_000; i++) expect(table.get(i % 100, Math.floor(i / 100))).toBe(i);
  expect(table.get(100, 0)).toBe(NO_RANK);
  expect(table.get(0, 100)).toBe(NO_RANK);
});

test("left and right are not the same", () => {
  const table = new PairTable(4);
  table.add(1, 2, 7);
  expect(table.get(1, 2)).toBe(7);
  expect(table.get(2, 1)).toBe(NO_RANK);
});

test("a pair keeps its first rank", () => {
  const table = new PairTable(4);
  expect(table.add(0, 0, 3)).toBe(true);
  expect(table.add(0, 0, 4)).toBe(false);
  expect(table.get(0, 0)).toBe(3);
});

test("an empty table knows no pair", () => {
  expect(new PairTable(0).get(0, 0)).toBe(NO_RANK);
});
