import "@tensorflow/tfjs-backend-cpu";
import { isGptError } from "@gpt/registry";
import { memory, ready, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { KvCache } from "./index.ts";

beforeAll(async () => {
  await ready();
});

/** One row, one head of width 1: keys are the given numbers, values ten times as much. */
const rows = (...keys: number[]) => tensor(keys, [1, keys.length, 1, 1]);
function append(cache: KvCache, ...keys: number[]) {
  const out = cache.append(0, rows(...keys), rows(...keys.map((key) => 10 * key)));
  cache.advance(keys.length);
  return { keys: [...out.keys.dataSync()], values: [...out.values.dataSync()] };
}

it("keeps keys and values in the order they came", () => {
  const cache = new KvCache(1, [1, 5, 1, 1]);
  append(cache, 1, 2);
  expect(append(cache, 3)).toEqual({ keys: [1, 2, 3, 0, 0], values: [10, 20, 30, 0, 0] });
  expect(cache.length).toBe(3);
  cache.dispose();
});

it("has a place for every layer", () => {
  const cache = new KvCache(2, [1, 2, 1, 1]);
  cache.append(0, rows(1), rows(1));
  cache.append(1, rows(7), rows(8));
  expect([...(cache.layers[0]?.keys.dataSync() ?? [])]).toEqual([1, 0]);
  expect([...(cache.layers[1]?.values.dataSync() ?? [])]).toEqual([8, 0]);
  cache.dispose();
});

it("refuses more than it has room for", () => {
  const cache = new KvCache(1, [1, 2, 1, 1]);
  append(cache, 1, 2);
  try {
    append(cache, 3);
    expect.unreachable();
  } catch (error) {
    expect(isGptError(error) && error.code).toBe("OP_SHAPE");
  }
  cache.dispose();
});

it("holds two tensors a layer, however long it lives, and frees them", () => {
  const [one, ten] = [rows(1), rows(10)];
  const before = memory().numTensors;
  const cache = new KvCache(3, [1, 8, 1, 1]);
  for (let token = 0; token < 8; token++) {
    for (let layer = 0; layer < 3; layer++) cache.append(layer, one, ten);
    cache.advance(1);
  }
  expect(memory().numTensors - before).toBe(6);
  cache.dispose();
  expect(memory().numTensors).toBe(before);
});
