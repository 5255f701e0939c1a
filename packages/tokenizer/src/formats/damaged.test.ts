import { describe, expect, test } from "vitest";
import { byteTokenizer } from "../byte.ts";
import { tokenizerFromJson } from "../from-json.ts";
import { codeOf } from "../testing/errors.ts";
import { seeded } from "../testing/reference-bpe.ts";
import { trainByteBpe } from "../train/train-byte-bpe.ts";
import { trainChar } from "../train/train-char.ts";
import { trainWordPiece } from "../train/train-wordpiece.ts";
import { byteBpeFromRanks } from "./ranks.ts";
import { byteBpeFromTiktoken } from "./tiktoken.ts";
import { byteBpeFromVocabBpe } from "./vocab-bpe.ts";
import { wordPieceFromVocab } from "./vocab-txt.ts";

/** A `tokenizer.json` that may be broken; only what the tests break is typed. */
interface File {
  normalizer: unknown;
  pre_tokenizer: unknown;
  added_tokens: { id: number; content: string; lstrip: boolean }[];
  model: {
    type: string;
    vocab: Record<string, unknown>;
    merges: string[];
    dropout: unknown;
    unk_token: unknown;
  };
}

const trained = await trainByteBpe(["low lower lowest low lower lowest"], { vocabSize: 264 });
const chars = await trainChar(["abc"], { specials: ["<|endoftext|>"] });

function broken(json: unknown, change: (file: File) => void): Promise<string> {
  const file = JSON.parse(JSON.stringify(json)) as File;
  change(file);
  return codeOf(() => tokenizerFromJson(file));
}

describe("a damaged tokenizer.json of byte-level BPE", () => {
  const cases: [string, string, (file: File) => void][] = [
    ["a token twice", "VOCABULARY_DUPLICATE", ({ model }) => (model.vocab.Zq = 3)],
    ["a hole", "VOCABULARY_HOLE", ({ model }) => (model.vocab.lo = 100_000)],
    ["an id that is no number", "VOCABULARY_INVALID", ({ model }) => (model.vocab.lo = "x")],
    ["a byte missing", "VOCABULARY_HOLE", ({ model }) => delete model.vocab["!"]],
    ["merges cut off", "VOCABULARY_INVALID", ({ model }) => model.merges.pop()],
    ["merges out of order", "VOCABULARY_INVALID", ({ model }) => model.merges.reverse()],
    ["a merge of nothing known", "VOCABULARY_INVALID", ({ model }) => model.merges.push("zz q")],
    ["a merge twice", "VOCABULARY_INVALID", ({ model }) => model.merges.push("l o")],
    ["no byte spelling", "VOCABULARY_INVALID", ({ model }) => (model.vocab.中 = 264)],
    ["dropout", "TOKENIZER_UNSUPPORTED", ({ model }) => (model.dropout = 0.1)],
    ["an unknown token", "TOKENIZER_UNSUPPORTED", ({ model }) => (model.unk_token = "[UNK]")],
    ["another model", "TOKENIZER_UNSUPPORTED", ({ model }) => (model.type = "Unigram")],
    ["a normalizer", "TOKENIZER_UNSUPPORTED", (file) => (file.normalizer = { type: "NFC" })],
    ["no pre-tokenizer", "TOKENIZER_UNSUPPORTED", (file) => (file.pre_tokenizer = null)],
    ["a special with the id of a token", "VOCABULARY_DUPLICATE", special(5)],
    ["a special far off", "VOCABULARY_HOLE", special(9999)],
    ["an empty special", "SPECIAL_INVALID", (file) => renamed(file, "")],
    ["an option of specials", "TOKENIZER_UNSUPPORTED", stripping],
  ];

  function special(id: number): (file: File) => void {
    return (file) => {
      const [token] = file.added_tokens;
      delete file.model.vocab["<|endoftext|>"];
      if (token) token.id = id;
    };
  }

  function renamed(file: File, name: string): void {
    const [token] = file.added_tokens;
    delete file.model.vocab["<|endoftext|>"];
    if (token) token.content = name;
  }

  function stripping(file: File): void {
    const [token] = file.added_tokens;
    if (token) token.lstrip = true;
  }

  test.each(cases)("%s: %s", async (_name, code, change) => {
    expect(await broken(trained, change)).toBe(code);
  });

  test("undamaged it loads", async () => {
    expect(await broken(trained, () => {})).toBe("no error");
    expect(await broken(byteTokenizer(), () => {})).toBe("no error");
  });
});

test.each([
  ["no JSON", "{"],
  ["another kind of JSON", "[1, 2]"],
  ["no model", { version: "1.0" }],
  ["a vocabulary that is a list", { model: { type: "BPE", vocab: [] } }],
])("%s: TOKENIZER_FILE_INVALID", async (_name, json) => {
  expect(await codeOf(() => tokenizerFromJson(json))).toBe("TOKENIZER_FILE_INVALID");
});

test("a damaged character vocabulary is refused", async () => {
  expect(await broken(chars, (file) => (file.model.vocab.ab = 4))).toBe("VOCABULARY_INVALID");
  expect(await broken(chars, (file) => (file.model.vocab.d = 0))).toBe("VOCABULARY_DUPLICATE");
  expect(await broken(chars, (file) => (file.model.vocab.a = 70))).toBe("VOCABULARY_HOLE");
});

describe("damaged ranks", () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  const text = (tokens: Uint8Array[]): string =>
    tokens.map((token, rank) => `${Buffer.from(token).toString("base64")} ${rank}`).join("\n");

  test.each<[string, string, string]>([
    ["a line that is none", "VOCABULARY_INVALID", `${text(bytes)}\nnonsense`],
    ["bad base64", "VOCABULARY_INVALID", `${text(bytes)}\n*** 256`],
    ["a rank twice", "VOCABULARY_DUPLICATE", `${text(bytes)}\nYWI= 255`],
    ["a rank far off", "VOCABULARY_HOLE", `${text(bytes)}\nYWI= 9999`],
    ["a hole", "VOCABULARY_HOLE", `${text(bytes)}\nYWI= 257\n`],
    ["a token twice", "VOCABULARY_DUPLICATE", `${text(bytes)}\nYWI= 256\nYWI= 257`],
    ["a token from nowhere", "VOCABULARY_INVALID", `${text(bytes)}\nYWJj 256`],
    ["nothing", "VOCABULARY_INVALID", ""],
  ])("%s: %s", async (_name, code, lines) => {
    expect(await codeOf(() => byteBpeFromTiktoken(lines))).toBe(code);
  });

  test("a special on the id of a token is refused", async () => {
    const load = (): unknown => byteBpeFromRanks(bytes, { specials: { "<s>": 10 } });
    expect(await codeOf(load)).toBe("VOCABULARY_DUPLICATE");
  });
});

test("a vocab.bpe that does not fit its encoder.json is refused", async () => {
  const { model } = trained.toJSON() as unknown as File;
  const vocab = model.vocab as Record<string, number>;
  const load = (merges: string): unknown => byteBpeFromVocabBpe(merges, vocab);
  expect(await codeOf(() => load(["#version: 0.2", ...model.merges, ""].join("\n")))).toBe(
    "no error",
  );
  expect(await codeOf(() => load("#version: 0.2\nl o w\n"))).toBe("VOCABULARY_INVALID");
  expect(await codeOf(() => load("#version: 0.2\nl o\n"))).toBe("VOCABULARY_INVALID");
  expect(await codeOf(() => byteBpeFromVocabBpe("", vocab, { specials: ["<x>"] }))).toBe(
    "VOCABULARY_INVALID",
  );
});

test("files may be given as bytes, and must be UTF-8 then", async () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const again = await tokenizerFromJson(bytes(JSON.stringify(trained)));
  expect(again.vocabSize).toBe(trained.vocabSize);
  expect(wordPieceFromVocab(bytes("[UNK]\na")).vocabSize).toBe(2);
  const broken = Uint8Array.of(0x7b, 0xff, 0xfe);
  for (const load of [tokenizerFromJson, wordPieceFromVocab, byteBpeFromTiktoken])
    expect(await codeOf(() => load(broken))).toBe("FILE_NOT_UTF8");
});

test("any damage to any byte gives a coded error or a tokenizer, never anything else", async () => {
  const random = seeded(5);
  const files = [trained, chars, await trainWordPiece(["low lower"], { vocabSize: 40 })];
  const codes = new Set<string>();
  for (const file of files.map((one) => new TextEncoder().encode(JSON.stringify(one))))
    for (let i = 0; i < 300; i++) {
      const damaged = file.slice(0, i % 3 === 0 ? Math.floor(random() * file.length) : undefined);
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      codes.add(await codeOf(() => tokenizerFromJson(damaged)));
    }
  expect([...codes].sort()).toEqual(
    expect.arrayContaining(["FILE_NOT_UTF8", "TOKENIZER_FILE_INVALID", "no error"]),
  );
});
