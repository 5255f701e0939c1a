import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byteTokenizer, END_OF_TEXT } from "@gpt/tokenizer";
import { describe, expect, it } from "vitest";
import { type TextSource, textSource, tokenizeToMemory } from "../index.ts";
import { openFileStore } from "../node.ts";

const folder = () => mkdtempSync(join(tmpdir(), "gpt-store-"));
const tokenizer = byteTokenizer();
const source = textSource("two", ["first text", "second, Ω"]);

/** A source that says how often it was read, and can fail on the way. */
function counting(texts: readonly string[], failAfter = Number.POSITIVE_INFINITY) {
  let reads = 0;
  const counted: TextSource = {
    name: "counted",
    async *documents() {
      reads++;
      for (const [index, text] of texts.entries()) {
        if (index >= failAfter) throw new Error("the cable was pulled");
        yield { id: String(index), text };
      }
    },
  };
  return { source: counted, reads: () => reads };
}

describe("openFileStore", () => {
  it("holds what tokenising to memory holds, at every place", async () => {
    const expected = await tokenizeToMemory(source, tokenizer);
    const store = await openFileStore(folder(), "a", source, tokenizer);
    expect(store.length).toBe(expected.length);
    expect(await store.read(0, store.length)).toEqual(await expected.read(0, expected.length));
    expect(await store.read(3, 4)).toEqual(await expected.read(3, 4));
    expect(await store.read(store.length - 2, 9)).toEqual(await expected.read(store.length - 2, 9));
    await store.close();
  });

  it("keeps ids beyond 65535", async () => {
    const specials = Array.from({ length: 2 ** 16 }, (_, i) => `<|${i}|>`);
    const wide = byteTokenizer({ specials: [...specials, END_OF_TEXT] });
    const store = await openFileStore(folder(), "a", textSource("one", ["a"]), wide);
    expect([...(await store.read(0, 2))]).toEqual([97, 256 + 2 ** 16]);
    await store.close();
  });

  it("is written once for a key, and anew for another", async () => {
    const path = folder();
    const corpus = counting(["one", "two"]);
    const open = async (key: string) => {
      await (await openFileStore(path, key, corpus.source, tokenizer)).close();
      return corpus.reads();
    };
    expect([await open("a"), await open("a"), await open("b"), await open("b")]).toEqual([
      1, 1, 2, 2,
    ]);
  });

  it("begins anew after it was interrupted", async () => {
    const path = folder();
    const failing = counting(["one", "two"], 1);
    await expect(openFileStore(path, "a", failing.source, tokenizer)).rejects.toThrow(/cable/);
    expect(readdirSync(path)).toEqual([]);
    const store = await openFileStore(path, "a", counting(["one", "two"]).source, tokenizer);
    expect(tokenizer.decode(await store.read(0, 3))).toBe("one");
    await store.close();
  });

  it("refuses a file that was cut off or is gone", async () => {
    const path = folder();
    await (await openFileStore(path, "a", source, tokenizer)).close();
    truncateSync(join(path, "tokens.bin"), 6);
    const again = () => openFileStore(path, "a", source, tokenizer);
    await expect(again()).rejects.toMatchObject({ code: "TOKEN_FILE_TORN", got: "6 bytes" });
    rmSync(join(path, "tokens.bin"));
    await expect(again()).rejects.toMatchObject({ code: "TOKEN_FILE_TORN" });
  });

  it("refuses an empty corpus and keeps nothing of it", async () => {
    const path = folder();
    const empty = openFileStore(path, "a", textSource("empty", [""]), tokenizer);
    await expect(empty).rejects.toMatchObject({ code: "CORPUS_EMPTY" });
    expect(readdirSync(path)).toEqual([]);
  });

  it.skipIf(!existsSync("/dev/full"))("fails on a full disk and keeps nothing", async () => {
    const path = folder();
    symlinkSync("/dev/full", join(path, "tokens.bin.tmp"));
    const full = openFileStore(path, "a", source, tokenizer);
    await expect(full).rejects.toMatchObject({ code: "ENOSPC" });
    expect(readdirSync(path)).toEqual([]);
  });
});
