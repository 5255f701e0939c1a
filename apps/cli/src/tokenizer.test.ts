import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gpt, jsonLines, scratch, start } from "./testing/gpt.ts";

const folder = scratch();
const trained = join(folder.path, "tokenizer.json");
const corpus = join(folder.path, "corpus.txt");
afterAll(() => folder.clear());

beforeAll(async () => {
  writeFileSync(corpus, "the fox and the hen and the box\n".repeat(50));
  const args = ["tokenizer", "train", `--data=${corpus}`, "--vocab=280", `--out=${trained}`];
  const { code, out, err } = await gpt([...args, "--json"]);
  expect(code, err + out).toBe(0);
  expect(jsonLines(out)).toMatchObject([{ event: "trained", type: "byte-bpe", bytes: 1600 }]);
});

describe("gpt tokenizer", () => {
  it("encodes with GPT-2's published ids, and decodes them", async () => {
    const encoded = await gpt(["tokenizer", "encode", "gpt2", "Hello world"]);
    expect(encoded.out.trim()).toBe("15496 995");
    expect((await gpt(["tokenizer", "decode", "gpt2", "15496", "995"])).out).toBe("Hello world");
  });

  it("reads standard input", async () => {
    const session = start(["tokenizer", "encode", "gpt2"]);
    session.process.stdin?.end("Hello world");
    expect((await session.finished).out.trim()).toBe("15496 995");
  });

  it("comes back from what it trained", async () => {
    const text = "the hen — 狐";
    const { out } = await gpt(["tokenizer", "encode", trained, text, "--json"]);
    const [{ ids = [] } = {}] = jsonLines<{ ids: number[] }>(out);
    expect(ids.length).toBeLessThan(Buffer.byteLength(text));
    const decoded = await gpt(["tokenizer", "decode", trained, ...ids.map(String)]);
    expect(decoded.out).toBe(text);
  });

  it("shows every character once, in a line and on a page", async () => {
    const text = 'the "fox" <狐> 🦊';
    const html = join(folder.path, "tokens.html");
    const { out } = await gpt(["tokenizer", "inspect", trained, text, `--html=${html}`, "--json"]);
    const tokens = jsonLines<{ id: number; text: string }>(out);
    expect(tokens.map((token) => token.text).join("")).toBe(text);
    expect(readFileSync(html, "utf8")).toContain("&lt;");
  });

  it.each([
    ["an unknown tokenizer", ["encode", "nowhere", "x"], "TOKENIZER_NOT_FOUND"],
    ["an id out of range", ["decode", "byte", "9999"], "ID_OUT_OF_RANGE"],
    ["a word for an id", ["decode", "byte", "ten"], "ID_INVALID"],
    ["to overwrite a file", ["train", "--out", trained], "FILE_EXISTS"],
    ["a file that is no tokenizer", ["encode", corpus, "x"], "CONFIG_NOT_JSON"],
  ])("refuses %s", async (_, args, code) => {
    const refused = await gpt(["tokenizer", ...args, "--json"]);
    expect(refused.code).toBe(1);
    expect(jsonLines<{ error: { code: string } }>(refused.out)[0]?.error.code).toBe(code);
  });
});
