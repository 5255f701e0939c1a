import { GptError } from "@gpt/registry";
import { checkIds } from "./ids.ts";
import { Spans } from "./spans.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import type { OpenText } from "./stream-ids.ts";
import { BARE, type Template } from "./template.ts";
import type {
  EncodeOptions,
  OffsetEncoding,
  PairEncoding,
  StreamDecoder,
  StreamOptions,
  Tokenizer,
  TokenizerJson,
} from "./tokenizer.ts";
import { Uint32List } from "./uint32-list.ts";

/**
 * What all families share: special tokens and the many forms of encoding, all of them from one
 * method that a family has, {@link append}.
 */
export abstract class TextTokenizer implements Tokenizer {
  abstract readonly type: string;
  abstract readonly vocabSize: number;
  /** What it is made of. */
  abstract readonly parts: { readonly specials: SpecialTokens };
  /** What `addSpecials` adds. */
  protected readonly template: Template = BARE;

  get specials(): ReadonlyMap<string, number> {
    return this.parts.specials.ids;
  }

  get endOfText(): number | null {
    return this.parts.specials.endOfText;
  }

  /** Appends the ids of a text without special tokens, and where asked for their places. */
  protected abstract append(text: string, out: Uint32List, spans?: Spans): void;

  /**
   * The last place at which a text may be cut so that both sides have the ids that they have
   * together, whatever follows the text; 0 where there is none.
   */
  protected abstract safeCut(text: string): number;

  /** What begins a text that comes in parts, where {@link safeCut} is not all that it takes. */
  protected async opener(): Promise<(() => OpenText) | undefined> {
    return undefined;
  }

  abstract decoder(): StreamDecoder;
  abstract toJSON(): TokenizerJson;

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.vocabSize);
    const stream = this.decoder();
    return Array.from(ids, (id) => stream.push(id)).join("");
  }

  encode(text: string, options: EncodeOptions = {}): Uint32Array {
    return this.#run(text, options).toArray();
  }

  count(text: string, options: EncodeOptions = {}): number {
    return this.#run(text, options).length;
  }

  encodeBatch(texts: readonly string[], options: EncodeOptions = {}): Uint32Array[] {
    return texts.map((text) => this.encode(text, options));
  }

  encodePair(first: string, second: string, options: EncodeOptions = {}): PairEncoding {
    const { start, middle, end } = options.addSpecials ? this.template : BARE;
    const out = new Uint32List((first.length + second.length) / 3 + 8);
    push(out, start);
    this.#parts(first, options, out);
    push(out, middle);
    const seam = out.length;
    this.#parts(second, options, out);
    push(out, end);
    return { ids: out.toArray(), types: new Uint8Array(out.length).fill(1, seam) };
  }

  encodeWithOffsets(text: string, options: EncodeOptions = {}): OffsetEncoding {
    const spans = new Spans();
    const ids = this.#run(text, options, spans).toArray();
    return { ids, starts: spans.starts.toArray(), ends: spans.ends.toArray() };
  }

  encodeInto(text: string, target: Uint16Array | Uint32Array, options: EncodeOptions = {}): number {
    if (target instanceof Uint16Array && this.vocabSize > 0x10000) throw tooLarge(this.vocabSize);
    const ids = this.#run(text, options);
    if (ids.length > target.length) throw tooSmall(ids.length, target.length);
    target.set(ids.items.subarray(0, ids.length));
    return ids.length;
  }

  async *encodeStream(
    texts: Iterable<string> | AsyncIterable<string>,
    options: StreamOptions = {},
  ): AsyncGenerator<Uint32Array> {
    const { streamIds } = await import("./stream-ids.ts");
    yield* streamIds(texts, {
      open: await this.opener(),
      append: (text, out) => this.append(text, out),
      safeCut: (text) => this.safeCut(text),
      specials: this.parts.specials,
      ...options,
    });
  }

  #run(text: string, options: EncodeOptions, spans?: Spans): Uint32List {
    const { start, end } = options.addSpecials ? this.template : BARE;
    const out = new Uint32List(text.length / 3 + 8);
    push(out, start, spans);
    this.#parts(text, options, out, spans);
    if (spans) spans.base = text.length;
    push(out, end, spans);
    return out;
  }

  /** The text and the special tokens in it. */
  #parts(text: string, { allowedSpecial }: EncodeOptions, out: Uint32List, spans?: Spans): void {
    for (const part of this.parts.specials.cut(text, allowedSpecial)) {
      if (spans) spans.base = part.start;
      if (part.id === null) this.append(text.slice(part.start, part.end), out, spans);
      else {
        out.push(part.id);
        spans?.push(0, part.end - part.start);
      }
    }
  }
}

/** Appends ids that stand for nothing in the text. */
function push(out: Uint32List, ids: readonly number[], spans?: Spans): void {
  for (const id of ids) {
    out.push(id);
    spans?.push(0, 0);
  }
}

function tooLarge(vocabSize: number): GptError {
  return new GptError("ID_TOO_LARGE", {
    message: "A Uint16Array cannot hold every id of this tokenizer.",
    expected: "a vocabulary of at most 65536 ids, or a Uint32Array",
    got: `${vocabSize} ids`,
    help: "give a Uint32Array",
  });
}

function tooSmall(needed: number, length: number): GptError {
  return new GptError("BUFFER_TOO_SMALL", {
    message: "The ids do not fit into the array.",
    expected: `room for ${needed} ids`,
    got: `an array of ${length}`,
    help: "a text has at most as many ids as bytes, and the special tokens around it",
  });
}
