import { beforeHalfPair } from "../utf8.ts";
import { ENTITY, unescaped } from "./entities.ts";
import { MOJIBAKE, repaired } from "./mojibake.ts";
import type { Rewritten } from "./rewritten.ts";
import { fromC1 } from "./windows-1252.ts";

/** Ligatures and digraphs of Latin letters; the long s keeps its shape. */
const LIGATURES = /[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬆ]/g;

/** Full-width and half-width forms, and the ideographic space. */
const WIDE = /[\u3000\uff01-\uffef]/g;

const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are taken out here
  /[\0-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;

/** Longest stretch that is fixed as a whole (ftfy's `max_decode_length`), in UTF-16 units. */
const SEGMENT = 1_000_000;

/**
 * The first stage of GPT-1: what ftfy's `fix_text` does, as far as text meets it, line by line. In
 * each line, in order and again until nothing changes: HTML entities (until a line has a `<`),
 * UTF-8 shown as Windows-1252, C1 controls meant as Windows-1252, Latin ligatures, character width,
 * curly quotes, line breaks, lone surrogates, terminal escapes, control characters, NFC.
 *
 * Not covered: mojibake of encodings other than Windows-1252, lost or altered bytes in it, ftfy's
 * statistics of what is mojibake, entities beyond Latin-1 and common punctuation.
 */
export function fixText(text: Rewritten): void {
  const fixer = new LineFixer();
  text.each(segments(text.text), (line) => fixer.fix(line));
}

/** Fixes the lines of one text, in their order. */
export class LineFixer {
  #tag = false;

  fix(line: Rewritten): void {
    this.#tag ||= line.text.includes("<");
    if (/^[\n -%'-~]*$/.test(line.text)) return;
    for (let before: string | null = null; before !== line.text; ) {
      before = line.text;
      if (!this.#tag) line.replace(ENTITY, unescaped);
      rewrite(line);
    }
  }
}

/**
 * Where the line that starts at `from` ends, its newline included. A longer one than ftfy takes is
 * cut; -1 where its end is still to come.
 */
export function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  const most = from + SEGMENT;
  if (newline !== -1 && newline < most) return newline + 1;
  if (text.length <= most) return -1;
  return from + beforeHalfPair(text.slice(from, most));
}

function* segments(text: string): Generator<number> {
  for (let at = lineEnd(text, 0); at !== -1; at = lineEnd(text, at)) yield at;
  yield text.length;
}

function rewrite(line: Rewritten): void {
  line.replace(MOJIBAKE, repaired);
  line.replace(/[\x80-\x9f]/g, fromC1);
  line.replace(LIGATURES, (one) => (one === "ﬅ" ? "ſt" : one.normalize("NFKC")));
  line.replace(WIDE, (one) => one.normalize("NFKC"));
  line.replace(/[\u201c-\u201f]/g, '"');
  line.replace(/[\u02bc\u2018-\u201b]/g, "'");
  line.replace(/\r\n|[\r\u2028\u2029\x85]/g, "\n");
  line.replace(/\p{Surrogate}/gu, "\ufffd");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is meant
  line.replace(/\x1b\[[\d;]*[a-zA-Z]/g, "");
  line.replace(CONTROLS, "");
  compose(line);
}

/** NFC, cluster by cluster, so that it is known where characters come from. */
function compose(text: Rewritten): void {
  const whole = text.text.normalize("NFC");
  if (whole === text.text) return;
  const places = text.places;
  if (places !== null) {
    text.replace(/\P{M}[\p{M}\u1160-\u11ff]*|\p{M}+/gu, (cluster) => cluster.normalize("NFC"));
    if (text.text === whole) return;
    const [start, end] = [places.starts[0] as number, places.ends.at(-1) as number];
    text.places = { starts: Array(whole.length).fill(start), ends: Array(whole.length).fill(end) };
  }
  text.text = whole;
}
