import { describe, expect, it } from "vitest";
import { fillWords, philox, type RandomAddress, STREAM, site, uint32At } from "./index.ts";

const address: RandomAddress = { seed: 21, stream: STREAM.dropout, step: 5, site: 99 };

describe("word i of an address", () => {
  it("is a lane of Philox at counter [block, step, stream] under key [seed, site]", () => {
    const words = philox([2, 0, 5, STREAM.dropout], [21, 99]);
    expect([8, 9, 10, 11].map((index) => uint32At(address, index))).toEqual(words);
  });

  it("uses the counter's second word from block 2^32 on", () => {
    const block = 3 * 2 ** 32 + 17;
    const words = philox([17, 3, 5, STREAM.dropout], [21, 99]);
    expect(uint32At(address, block * 4 + 1)).toBe(words[1]);
  });

  it("takes step 0 and site 0 where the address names none", () => {
    const short = { seed: 21, stream: STREAM.text };
    expect(uint32At(short, 6)).toBe(uint32At({ ...short, step: 0, site: 0 }, 6));
  });
});

it("fillWords gives the words of random access, from any block on", () => {
  const words = new Uint32Array(12);
  fillWords(words, address, 40);
  expect([...words]).toEqual(Array.from({ length: 12 }, (_, i) => uint32At(address, 40 + i)));
});

describe("site", () => {
  it("is FNV-1a: the published values for short texts", () => {
    expect(site("")).toBe(0x811c9dc5);
    expect(site("a")).toBe(0xe40c292c);
    expect(site("foobar")).toBe(0xbf9cf968);
  });

  it("gives names different numbers", () => {
    const names = Array.from({ length: 96 }, (_, i) => `h.${i}.attn`);
    expect(new Set(names.map(site)).size).toBe(96);
  });
});
