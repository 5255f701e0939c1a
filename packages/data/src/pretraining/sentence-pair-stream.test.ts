import { byteTokenizer } from "@gpt/tokenizer";
import { describe, expect, it } from "vitest";
import { type BatchData, IGNORED } from "../batch.ts";
import { textSource } from "../source.ts";
import { tales } from "../tales/tale.ts";
import { splitStore, type TokenStore, tokenizeToMemory } from "../token-store.ts";
import { type SentencePairOptions, sentencePairStream } from "./sentence-pair-stream.ts";
import { sentenceEncoder } from "./sentence-store.ts";

const tokenizer = byteTokenizer({ specials: ["[PAD]", "[CLS]", "[SEP]", "[MASK]"] });
const special = (name: string) => tokenizer.specials.get(name) as number;
const ids = {
  padding: special("[PAD]"),
  cls: special("[CLS]"),
  sep: special("[SEP]"),
  mask: special("[MASK]"),
};
const options: SentencePairOptions = { contextLength: 64, batchSize: 4, ids, tokenizer, seed: 7 };

const write = (...texts: string[]): Promise<TokenStore> =>
  tokenizeToMemory(textSource("test", texts), sentenceEncoder(tokenizer, ids));
const store = await tokenizeToMemory(tales({ count: 20 }), sentenceEncoder(tokenizer, ids));
const small = await write("One tale. It is short. It ends.", "Another one. It ends too.");

/** Rows of a batch's array. */
function rows(batch: BatchData, name: string): number[][] {
  const { data, shape } = batch[name] as BatchData[string];
  const [count = 0, time = 1] = shape;
  return Array.from({ length: count }, (_, row) => [...data.slice(row * time, (row + 1) * time)]);
}

/** The unmasked tokens of every row. */
function originals(batch: BatchData): number[][] {
  const labels = rows(batch, "labels");
  return rows(batch, "inputs").map((row, at) =>
    row.map((id, i) => (labels[at]?.[i] === IGNORED ? id : (labels[at]?.[i] as number))),
  );
}

async function batches(count: number, changed: Partial<SentencePairOptions> = {}, of = store) {
  const stream = await sentencePairStream(of, { ...options, ...changed });
  return Promise.all(Array.from({ length: count }, () => stream.next()));
}

describe("sentencePairStream", () => {
  it("lays out [CLS] A [SEP] B [SEP] with segments 0 and 1, padded and masked out behind", async () => {
    for (const batch of await batches(20)) {
      const types = rows(batch, "tokenTypes");
      const attended = rows(batch, "attentionMask");
      for (const [at, row] of originals(batch).entries()) {
        const length = attended[at]?.lastIndexOf(1) as number;
        expect(attended[at]?.every((bit, i) => bit === (i <= length ? 1 : 0))).toBe(true);
        expect(row.slice(length + 1).every((id) => id === ids.padding)).toBe(true);
        const text = row.slice(0, length + 1);
        expect([text[0], text.at(-1)]).toEqual([ids.cls, ids.sep]);
        const middle = text.indexOf(ids.sep);
        expect(text.filter((id) => id === ids.sep)).toHaveLength(2);
        expect(types[at]?.slice(0, length + 1)).toEqual(text.map((_, i) => (i <= middle ? 0 : 1)));
      }
    }
  });

  it("lets the second segment follow where the label is 0", async () => {
    for (const batch of await batches(1, { contextLength: 512 }, small)) {
      for (const [at, row] of originals(batch).entries()) {
        const text = tokenizer.decode(row);
        if (batch.nextSentence?.data[at] === 0) {
          expect(text).toMatch(
            /One tale\.\[SEP\]It is|short\.\[SEP\]It ends\.|one\.\[SEP\]It ends too/,
          );
        }
      }
    }
  });

  it("reads every pair once in a round, in another order each round", async () => {
    const count = (batch: BatchData) => originals(batch).map((row) => tokenizer.decode(row));
    const seen = (await batches(60, { batchSize: 1, duplicates: 1 }, small)).flatMap(count);
    const length = seen.indexOf(seen[0] as string, 1) + 1;
    expect(new Set(seen).size).toBeLessThan(length + 8);
    const stable = new Set(seen);
    expect(new Set(seen.slice(0, stable.size))).toEqual(stable);
    expect(seen.slice(0, stable.size)).not.toEqual(seen.slice(stable.size, 2 * stable.size));
  });

  it("draws pairs and masks anew in every pass, or keeps a number of fixed versions", async () => {
    const inputs = async (duplicates: number | null) => {
      const made = await batches(400, { batchSize: 1, duplicates }, small);
      return new Set(made.map((batch) => rows(batch, "inputs").join()));
    };
    expect((await inputs(null)).size).toBeGreaterThan(100);
    const fixed = (await inputs(3)).size;
    expect(fixed).toBeGreaterThan(5);
    expect(fixed).toBeLessThan(15);
  });

  it("masks whole words where asked to", async () => {
    for (const batch of await batches(10, { wholeWord: true, share: 0.3 })) {
      const labels = rows(batch, "labels");
      for (const [at, row] of originals(batch).entries()) {
        const text = row.map((id) => (id < 256 ? String.fromCharCode(id) : " "));
        for (let i = 1; i < row.length; i++) {
          if (!/[A-Za-z]/.test(text[i] as string) || !/[A-Za-z]/.test(text[i - 1] as string))
            continue;
          expect(labels[at]?.[i] === IGNORED).toBe(labels[at]?.[i - 1] === IGNORED);
        }
      }
    }
  });

  it("continues exactly from a position, across a round's end", async () => {
    for (const duplicates of [null, 2]) {
      const first = await sentencePairStream(small, { ...options, duplicates });
      for (let i = 0; i < 5; i++) {
        await first.next();
        const second = await sentencePairStream(small, { ...options, duplicates });
        await second.seek(JSON.parse(JSON.stringify(first.position())));
        const position = first.position();
        expect(await second.next()).toEqual(await first.next());
        await first.seek(position);
        await first.next();
      }
    }
  });

  it("refuses a foreign position", async () => {
    const stream = await sentencePairStream(small, options);
    await expect(stream.seek({ batch: 3 })).rejects.toMatchObject({ code: "POSITION_INVALID" });
  });

  it("works on a share that begins and ends inside a sentence", async () => {
    const { train, validation } = splitStore(store, 0.33);
    for (const part of [train, validation]) {
      const [batch] = await batches(1, {}, part);
      expect(batch?.inputs?.shape[0]).toBe(4);
    }
  });

  it("refuses a corpus of one sentence, or a context for none", async () => {
    const error = expect.objectContaining({ code: "CORPUS_TOO_SHORT" });
    await expect(sentencePairStream(await write("All alone."), options)).rejects.toThrow(error);
    await expect(sentencePairStream(store, { ...options, contextLength: 4 })).rejects.toThrow(
      error,
    );
  });
});
