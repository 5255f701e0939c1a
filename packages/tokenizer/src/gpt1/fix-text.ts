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

/**
 * The first stage of GPT-1: what ftfy's `fix_text` does, as far as text meets it. In order, and
 * again until nothing changes: HTML entities (until a line has a `<`), UTF-8 shown as Windows-1252,
 * C1 controls meant as Windows-1252, Latin ligatures, character width, curly quotes, line breaks,
 * lone surrogates, terminal escapes, control characters, NFC.
 *
 * Not covered: mojibake of encodings other than Windows-1252, lost or altered bytes in it, ftfy's
 * statistics of what is mojibake, entities beyond Latin-1 and common punctuation.
 */
export function fixText(text: Rewritten): void {
  if (/^[\n -%'-~]*$/.test(text.text)) return;
  for (let before: string | null = null; before !== text.text; ) {
    before = text.text;
    unescapeEntities(text);
    text.replace(MOJIBAKE, repaired);
    text.replace(/[\x80-\x9f]/g, fromC1);
    text.replace(LIGATURES, (one) => (one === "ﬅ" ? "ſt" : one.normalize("NFKC")));
    text.replace(WIDE, (one) => one.normalize("NFKC"));
    text.replace(/[\u201c-\u201f]/g, '"');
    text.replace(/[\u02bc\u2018-\u201b]/g, "'");
    text.replace(/\r\n|[\r\u2028\u2029\x85]/g, "\n");
    text.replace(/\p{Surrogate}/gu, "\ufffd");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is meant
    text.replace(/\x1b\[[\d;]*[a-zA-Z]/g, "");
    text.replace(CONTROLS, "");
    compose(text);
  }
}

/** Entities, in the lines before the first that has a tag in it. */
function unescapeEntities(text: Rewritten): void {
  if (!text.text.includes("&")) return;
  const tag = text.text.indexOf("<");
  const end = tag === -1 ? text.text.length : text.text.lastIndexOf("\n", tag) + 1;
  text.replace(ENTITY, (entity, at) => (at < end ? unescaped(entity) : entity));
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
