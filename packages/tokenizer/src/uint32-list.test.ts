import { expect, test } from "vitest";
import { Uint32List } from "./uint32-list.ts";

test("numbers come back in the order they were pushed, beyond the first capacity", () => {
  const list = new Uint32List(2);
  for (let i = 0; i < 100; i++) list.push(i * 3);
  expect(list.length).toBe(100);
  expect([...list.toArray()]).toEqual(Array.from({ length: 100 }, (_, i) => i * 3));
});

test("reserve keeps what is there and makes room for exactly as much as asked or more", () => {
  const list = new Uint32List(1);
  list.push(7);
  list.reserve(1000);
  expect(list.items.length).toBeGreaterThanOrEqual(1001);
  expect([...list.toArray()]).toEqual([7]);
});

test("toArray copies", () => {
  const list = new Uint32List();
  list.push(1);
  const copy = list.toArray();
  list.items[0] = 9;
  expect(copy[0]).toBe(1);
});

test("a capacity of nothing still takes numbers", () => {
  const list = new Uint32List(0);
  list.push(4294967295);
  expect([...list.toArray()]).toEqual([4294967295]);
});
