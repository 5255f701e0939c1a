import "@tensorflow/tfjs-backend-cpu";
import { type CausalModel, createModel, modelPlugins } from "@gpt/models";
import { definePlugin, Registry } from "@gpt/registry";
import { byteTokenizer, type Tokenizer } from "@gpt/tokenizer";
import { trainChar } from "@gpt/tokenizer/train";
import { memory, ready, tensor2d } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { argmax, type GenerateOptions, generate, generateText, samplerPlugins } from "./index.ts";

const CONTEXT = 16;
const bytes = byteTokenizer(); // 256 bytes and <|endoftext|>
let letters: Tokenizer;

/** Untrained, with weights large enough that its scores differ. */
function model(vocabSize: number): CausalModel {
  const registry = new Registry().register(...modelPlugins);
  const sizes = { contextLength: CONTEXT, nLayer: 2, nHead: 2, dModel: 16, dropout: 0 };
  const head = { type: "lm", tied: false }; // tied, it would say again what it has read
  const made = createModel(registry, { type: "gpt2", vocabSize, initStd: 0.4, head, ...sizes });
  made.parameters.initialize(1);
  return made as CausalModel;
}

/** A sampler that draws the given ids, whatever the model says. */
function scripted(...ids: number[]): Registry {
  const plugin = definePlugin({
    kind: "sampler",
    name: "sampling",
    description: "Draws given ids.",
    options: v.strictObject({}),
    create: () => {
      let next = 0;
      return () => ids[next++ % ids.length] as number;
    },
  });
  return new Registry().register(plugin);
}

async function collect(tokenizer: Tokenizer, prompt: string, options: GenerateOptions) {
  const ids: number[] = [];
  const pieces: string[] = [];
  for await (const { id, text } of generate(
    model(tokenizer.vocabSize),
    tokenizer,
    prompt,
    options,
  )) {
    if (id !== null) ids.push(id);
    pieces.push(text);
  }
  return { ids, pieces, text: pieces.join("") };
}

/** The most likely next id, computed anew from all ids. */
function next(of: CausalModel, ids: readonly number[]): number {
  const logits = of.logits(tensor2d([[...ids]], [1, ids.length], "int32"), { lastOnly: true });
  return argmax(logits.dataSync() as Float32Array);
}

beforeAll(async () => {
  await ready();
  letters = await trainChar(["abcdefghij"]);
});

describe("generate", () => {
  it("with the key/value cache gives what computing anew gives", async () => {
    const m = model(letters.vocabSize);
    const ids = [...letters.encode("abc")];
    const expected: number[] = [];
    while (expected.length < CONTEXT - 3) {
      expected.push(next(m, [...ids, ...expected]));
    }
    const options = { sampler: "greedy", maxNewTokens: CONTEXT - 3 };
    expect((await collect(letters, "abc", options)).ids).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(1);
  });

  it("beyond the context goes on from the newer half", async () => {
    const m = model(letters.vocabSize);
    let window = [...letters.encode("abc")];
    const expected: number[] = [];
    while (expected.length < 40) {
      if (window.length > CONTEXT) window = window.slice(-CONTEXT / 2);
      const id = next(m, window);
      expected.push(id);
      window.push(id);
    }
    const options = { sampler: "greedy", maxNewTokens: 40 };
    expect((await collect(letters, "abc", options)).ids).toEqual(expected);
  });

  it("reads the end of a prompt that is longer than the context", async () => {
    const options = { sampler: "greedy", maxNewTokens: 1 };
    const long = "abcdefghij".repeat(5);
    const one = await collect(letters, long, options);
    expect(one.ids).toEqual((await collect(letters, long.slice(-CONTEXT), options)).ids);
  });

  it("gives the same text for the same seed, and another for another", async () => {
    const run = (seed: number) =>
      generateText(model(letters.vocabSize), letters, "a", { seed, maxNewTokens: 30 });
    expect(await run(1)).toBe(await run(1));
    expect(await run(1)).not.toBe(await run(2));
  });

  it("streams pieces that join to the decoded ids, whatever the bytes", async () => {
    for (const seed of [1, 2, 3]) {
      const { ids, text } = await collect(bytes, "a", { seed, maxNewTokens: 40 });
      expect(text).toBe(bytes.decode(ids));
    }
  });

  it("never yields half a character", async () => {
    const registry = scripted(...new TextEncoder().encode("Ω🙂"));
    const { pieces } = await collect(bytes, "a", { registry, maxNewTokens: 6 });
    expect(pieces).toEqual(["", "Ω", "", "", "", "🙂"]);
  });

  it("gives what was held back when it ends within a character", async () => {
    const registry = scripted(...new TextEncoder().encode("aΩ"));
    const { pieces, ids } = await collect(bytes, "a", { registry, maxNewTokens: 2 });
    expect(pieces).toEqual(["a", "", "\ufffd"]);
    expect(ids.length).toBe(2);
  });

  it("adds as many tokens as asked", async () => {
    expect((await collect(letters, "a", { maxNewTokens: 7 })).ids.length).toBe(7);
    expect((await collect(letters, "a", { maxNewTokens: 0 })).ids.length).toBe(0);
    expect((await collect(letters, "a", {})).ids.length).toBe(100);
  });
});

describe("generate stops", () => {
  it("before a stop string, also where tokens cut it", async () => {
    const registry = scripted(...new TextEncoder().encode("one END two"));
    const options = { registry, stop: ["END", "two"], maxNewTokens: 11 };
    const { text, ids } = await collect(bytes, "a", options);
    expect(text).toBe("one ");
    expect(ids.length).toBe(7); // nothing is drawn after it
  });

  it("and gives the beginning of a stop string that did not come", async () => {
    const registry = scripted(...new TextEncoder().encode("go EN"));
    const { text } = await collect(bytes, "a", { registry, stop: ["END"], maxNewTokens: 5 });
    expect(text).toBe("go EN");
  });

  it("at the end of the text, unless told otherwise", async () => {
    const end = bytes.endOfText as number;
    const registry = scripted(104, 105, end, 33);
    const run = (stopAtEndOfText: boolean) =>
      collect(bytes, "a", { registry, stopAtEndOfText, maxNewTokens: 4 });
    expect((await run(true)).ids).toEqual([104, 105]);
    expect((await run(false)).ids).toEqual([104, 105, end, 33]);
  });

  it("when it is aborted", async () => {
    const stop = new AbortController();
    const seen: (number | null)[] = [];
    const options = { signal: stop.signal, maxNewTokens: 50 };
    for await (const { id } of generate(model(letters.vocabSize), letters, "a", options)) {
      seen.push(id);
      if (seen.length === 3) stop.abort();
    }
    expect(seen.length).toBe(3);
  });
});

describe("the prompt", () => {
  it("may be empty where there is an end-of-text token to start from", async () => {
    const options = { sampler: "greedy", maxNewTokens: 1 };
    const { ids } = await collect(bytes, "", options);
    expect(ids).toEqual([next(model(bytes.vocabSize), [bytes.endOfText as number])]);
  });

  it("may not be empty where there is none", async () => {
    await expect(collect(letters, "", {})).rejects.toMatchObject({ code: "EMPTY_PROMPT" });
  });
});

it("leaves no tensor behind, however it ends", async () => {
  const m = model(letters.vocabSize);
  await generateText(m, letters, "a", { maxNewTokens: 2 });
  const before = memory().numTensors;
  await generateText(m, letters, "abc", { maxNewTokens: 40 });
  expect(memory().numTensors).toBe(before);
  for await (const _ of generate(m, letters, "abc")) break;
  expect(memory().numTensors).toBe(before);
});

it("offers its samplers by name", () => {
  const names = samplerPlugins.map(({ kind, name }) => `${kind} ${name}`);
  expect(names).toEqual(["sampler sampling", "sampler greedy"]);
});
