import { GptError } from "@gpt/registry";
import { Spans } from "./spans.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { streamIds } from "./stream-ids.ts";
import { BARE, type Template } from "./template.ts";
import type {
  EncodeOptions,
  OffsetEncoding,
  PairEncoding,
  StreamDecoder,
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
  /** Special tokens, and how they are found in text. */
  protected abstract readonly specialTokens: SpecialTokens;
  /** What `addSpecials` adds. */
  protected readonly template: Template = BARE;

  get specials(): ReadonlyMap<string, number> {
    return this.specialTokens.ids;
  }

  get endOfText(): number | null {
    return this.specialTokens.endOfText;
  }

  /** Appends the ids of a text without special tokens, and where asked for their places. */
  protected abstract append(text: string, out: Uint32List, spans?: Spans): void;

  /**
   * The last place at which a text may be cut so that both sides have the ids that they have
   * together, whatever follows the text; 0 where there is none.
   */
  protected abstract safeCut(text: string): number;

  abstract decode(ids: ArrayLike<number>): string;
  abstract decoder(): StreamDecoder;
  abstract toJSON(): TokenizerJson;

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
    const { start, end } = options.addSpecials ? this.template : BARE;
    const out = new Uint32List(text.length / 3 + 8);
    const spans = new Spans();
    push(out, start);
    for (const _ of start) spans.push(0, 0);
    this.#parts(text, options, out, spans);
    push(out, end);
    spans.base = text.length;
    for (const _ of end) spans.push(0, 0);
    return { ids: out.toArray(), starts: spans.starts.toArray(), ends: spans.ends.toArray() };
  }

  encodeInto(text: string, target: Uint16Array | Uint32Array, options: EncodeOptions = {}): number {
    if (target instanceof Uint16Array && this.vocabSize > 0x10000) throw tooLarge(this.vocabSize);
    const ids = this.#run(text, options);
    if (ids.length > target.length) throw tooSmall(ids.length, target.length);
    target.set(ids.items.subarray(0, ids.length));
    return ids.length;
  }

  encodeStream(
    texts: Iterable<string> | AsyncIterable<string>,
    options: Pick<EncodeOptions, "allowedSpecial"> = {},
  ): AsyncGenerator<Uint32Array> {
    return streamIds(texts, {
      encode: (text) => this.encode(text, options),
      cut: (text) => this.#safeCut(text, options.allowedSpecial),
    });
  }

  /** A safe cut that is not inside a special token, be it one whose end is still to come. */
  #safeCut(text: string, allowed: EncodeOptions["allowedSpecial"]): number {
    const longest = this.specialTokens.longest(allowed);
    if (longest === 0) return this.safeCut(text);
    const at = this.safeCut(text.slice(0, Math.max(0, text.length - longest + 1)));
    return this.specialTokens.outside(text, at, allowed);
  }

  #run(text: string, options: EncodeOptions): Uint32List {
    const { start, end } = options.addSpecials ? this.template : BARE;
    const out = new Uint32List(text.length / 3 + 8);
    push(out, start);
    this.#parts(text, options, out);
    push(out, end);
    return out;
  }

  /** The text and the special tokens in it. */
  #parts(text: string, { allowedSpecial }: EncodeOptions, out: Uint32List, spans?: Spans): void {
    if (allowedSpecial === undefined || allowedSpecial.length === 0) {
      this.append(text, out, spans);
      return;
    }
    for (const part of this.specialTokens.cut(text, allowedSpecial)) {
      if (spans) spans.base = part.start;
      if (part.id === null) this.append(text.slice(part.start, part.end), out, spans);
      else {
        out.push(part.id);
        spans?.push(0, part.end - part.start);
      }
    }
  }
}

function push(out: Uint32List, ids: readonly number[]): void {
  for (const id of ids) out.push(id);
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
    help: "a text has at most as many ids as bytes in UTF-8, and the special tokens around it",
  });
}
