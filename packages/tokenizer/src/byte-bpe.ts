import type { MergeRules } from "./bpe/merge-rules.ts";
import { PieceEncoder } from "./bpe/piece-encoder.ts";
import type { TokenBytes } from "./bpe/token-bytes.ts";
import { byteSpans } from "./byte-spans.ts";
import { byteBpeJson } from "./formats/byte-bpe-json.ts";
import { checkIds } from "./ids.ts";
import type { Spans } from "./spans.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { RegexSplitter } from "./split/regex.ts";
import { lastWordEnd } from "./split/safe-cut.ts";
import type { Splitter } from "./split/splitter.ts";
import { splitterFor } from "./split/splitter-for.ts";
import type { OpenText } from "./stream-ids.ts";
import { TextTokenizer } from "./text-tokenizer.ts";
import type { StreamDecoder, TokenizerJson } from "./tokenizer.ts";
import type { TrainingNote } from "./training-note.ts";
import { Uint32List } from "./uint32-list.ts";
import { beforeHalfPair, decodeUtf8, Utf8Stream } from "./utf8.ts";

/** What a byte-level BPE tokenizer is made of; the builders check it. */
export interface ByteBpeParts {
  /** Bytes of each id; those of a special token are its name's. */
  readonly tokens: TokenBytes;
  /** Merges in the order learnt. */
  readonly rules: MergeRules;
  readonly specials: SpecialTokens;
  /** Pre-token pattern; null: the whole text is one piece. */
  readonly pattern: string | null;
  /** Ids that stand for nothing. @default none */
  readonly unused?: readonly number[] | undefined;
  /** How it was trained, where that is known. */
  readonly training?: TrainingNote | undefined;
}

/** Texts up to this many UTF-16 units are written into a buffer that is kept. */
const SCRATCH = 1 << 14;

/**
 * Byte-level BPE (GPT-2 §2.2): UTF-8 bytes, merged within pre-tokens; no text is unknown.
 * Encoding takes time linear in the text. Made by `trainByteBpe`, {@link gpt2Tokenizer},
 * `byteBpeFromTiktoken`, `byteBpeFromVocabBpe` and {@link tokenizerFromJson}.
 */
export class ByteBpeTokenizer extends TextTokenizer {
  readonly type: "byte" | "byte-bpe";
  readonly parts: ByteBpeParts;
  readonly #encoder: PieceEncoder;
  readonly #splitter: Splitter | null;
  readonly #unused: ReadonlySet<number>;
  readonly #ends = new Uint32List(1024);
  readonly #scratch = new Uint8Array(SCRATCH * 3);
  readonly #text = new TextEncoder();

  constructor(parts: ByteBpeParts, type: "byte" | "byte-bpe" = "byte-bpe") {
    super();
    this.type = type;
    this.parts = parts;
    this.#unused = new Set(parts.unused);
    this.#encoder = new PieceEncoder(parts.rules);
    this.#splitter = parts.pattern === null ? null : splitterFor(parts.pattern);
  }

  get vocabSize(): number {
    return this.parts.tokens.size;
  }

  /** The pre-token pattern; null: the whole text is one piece. */
  get pattern(): string | null {
    return this.parts.pattern;
  }

  override decode(ids: ArrayLike<number>): string {
    return decodeUtf8(this.decodeBytes(ids));
  }

  /** The exact bytes of ids, also where they are no UTF-8. @throws GptError `ID_OUT_OF_RANGE` */
  decodeBytes(ids: ArrayLike<number>): Uint8Array {
    checkIds(ids, this.vocabSize, this.#unused);
    return this.parts.tokens.concat(ids);
  }

  decoder(): StreamDecoder {
    return new Utf8Stream((id) => this.decodeBytes([id]));
  }

  toJSON(): TokenizerJson {
    return byteBpeJson(this.type, this.parts);
  }

  /** Work done by merging since the start, in array slots and queue entries; for tests. */
  get work(): number {
    return this.#encoder.work;
  }

  protected append(text: string, out: Uint32List, spans?: Spans): void {
    const from = out.length;
    let bytes = this.#scratch;
    let length: number;
    if (text.length <= SCRATCH) {
      length = this.#text.encodeInto(text, bytes).written;
    } else {
      bytes = this.#text.encode(text);
      length = bytes.length;
    }
    if (this.#splitter !== null) this.#pieces(this.#splitter, bytes, length, out);
    else if (length > 0) this.#encoder.encode(bytes, 0, length, out);
    if (spans) byteSpans(text, out.items.subarray(from, out.length), this.parts.tokens, spans);
  }

  protected safeCut(text: string): number {
    if (this.#splitter !== null) return lastWordEnd(text);
    return this.parts.rules.count === 0 ? beforeHalfPair(text) : 0;
  }

  protected override async opener(): Promise<(() => OpenText) | undefined> {
    if (!(this.#splitter instanceof RegexSplitter)) return undefined;
    // Loaded only for streams, and only with a pattern of one's own.
    const { certainPieces } = await import("./split/certain.ts");
    return certainPieces(
      this.#splitter.regex,
      (bytes, ends, out) => this.#encode(bytes, ends, out),
      (text, out) => this.append(text, out),
    );
  }

  #pieces(splitter: Splitter, bytes: Uint8Array, length: number, out: Uint32List): void {
    // A long text gets a list of its own, so that no more than a short one's stays allocated.
    const ends = bytes === this.#scratch ? this.#ends : new Uint32List(length / 4 + 8);
    ends.length = 0;
    splitter.split(bytes, 0, length, ends);
    this.#encode(bytes, ends, out);
  }

  /** Encodes pieces that end there, the first one starting at 0. */
  #encode(bytes: Uint8Array, ends: Uint32List, out: Uint32List): void {
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends.items[i] as number;
      this.#encoder.encode(bytes, start, end, out);
      start = end;
    }
  }
}
