import { unescaped } from "../gpt1/entities.ts";
import type { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import { byteOf, fromC1 } from "../gpt1/windows-1252.ts";
import { type ReferenceEncoder, referenceWordBpe } from "./reference-encode.ts";
import { spacyWords } from "./reference-spacy.ts";

/** GPT-1's stages, one character after the other; slow on purpose. Only tables are shared. */
export function referenceGpt1({ parts }: Gpt1Tokenizer): ReferenceEncoder {
  const encode = referenceWordBpe(parts);
  const newline = parts.pieces.indexOf("\n</w>");
  return (text) =>
    standardized(fixed(text))
      .split(" ")
      .filter((stretch) => stretch !== "")
      .flatMap((stretch) =>
        stretch === "\n"
          ? [newline]
          : spacyWords(stretch).flatMap((word) => encode(word.toLowerCase())),
      );
}

/** ftfy: every line by itself, until nothing changes; entities up to the first line with a tag. */
function fixed(text: string): string {
  let tag = false;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      tag ||= line.includes("<");
      let now = line;
      for (let before = ""; before !== now; ) {
        before = now;
        now = fixedOnce(now, !tag);
      }
      return now;
    })
    .join("");
}

function fixedOnce(line: string, entities: boolean): string {
  const plain = entities
    ? line
        .split(/(&#?[0-9A-Za-z]{1,24};)/)
        .map(entity)
        .join("")
    : line;
  const shown = withoutMojibake(plain);
  const meant = [...shown].map((c) => (isBetween(c, 0x80, 0x9f) ? fromC1(c) : c));
  const written = meant.map(character).join("").replaceAll("\r\n", "\n");
  const lines = [...written].map((c) => ("\r\u2028\u2029\x85".includes(c) ? "\n" : c));
  const whole = lines.map((c) => (isBetween(c, 0xd800, 0xdfff) ? "\ufffd" : c)).join("");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is meant
  const bare = whole.split(/\x1b\[[0-9;]*[A-Za-z]/).join("");
  return [...bare]
    .filter((c) => !isControl(c))
    .join("")
    .normalize("NFC");
}

function entity(part: string, index: number): string {
  return index % 2 === 1 ? unescaped(part) : part;
}

function isBetween(c: string, first: number, last: number): boolean {
  const code = c.codePointAt(0) as number;
  return code >= first && code <= last;
}

/** Ligatures, width, quotation marks. */
function character(c: string): string {
  if (c === "ﬅ") return "ſt";
  if ("Ĳĳŉ".includes(c) || isBetween(c, 0x1c4, 0x1cc) || isBetween(c, 0x1f1, 0x1f3))
    return c.normalize("NFKC");
  if (isBetween(c, 0xfb00, 0xfb06) || c === "\u3000" || isBetween(c, 0xff01, 0xffef))
    return c.normalize("NFKC");
  if ("“”„‟".includes(c)) return '"';
  return "ʼ‘’‚‛".includes(c) ? "'" : c;
}

function isControl(c: string): boolean {
  const code = c.codePointAt(0) as number;
  if (code < 32) return !"\t\n\f\r".includes(c);
  return (
    c === "\x7f" || c === "\ufeff" || isBetween(c, 0x206a, 0x206f) || isBetween(c, 0xfff9, 0xfffc)
  );
}

/** Bytes of UTF-8 that stand there as characters of Windows-1252, decoded. */
function withoutMojibake(text: string): string {
  const units = text.split("");
  let out = "";
  for (let at = 0; at < units.length; ) {
    const start = at;
    for (let length = sequence(units, at); length > 0; length = sequence(units, at)) at += length;
    if (at === start) at++;
    const stretch = units.slice(start, at).join("");
    out += at - start > 1 ? decoded(stretch) : stretch;
  }
  return out;
}

/** Length of the sequence that starts there: a first byte and as many others as it asks for. */
function sequence(units: readonly string[], at: number): number {
  const first = units[at]?.charCodeAt(0) ?? 0;
  const length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const others = units.slice(at + 1, at + length).map(byteOf);
  const right = others.length === length - 1 && others.every((byte) => byte >= 0x80 && byte < 0xc0);
  return right ? length : 0;
}

/** One sequence alone counts only where it is one of those that are met most. */
function decoded(stretch: string): string {
  if (stretch.length <= 3 && !"ÂÃÌâð".includes(stretch.charAt(0))) return stretch;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(stretch.split(""), byteOf),
  );
  // What is no UTF-8 is left as it stands; U+FFFD itself may be meant.
  const again = new TextEncoder().encode(text);
  return String([...again]) === String(stretch.split("").map(byteOf)) ? text : stretch;
}

/** `text_standardize`: marks set apart, white space made one blank or a newline between blanks. */
function standardized(text: string): string {
  let out = "";
  const characters = [...text].map((c) => ("—–―".includes(c) ? "-" : c === "´" ? "'" : c));
  const units = characters.flatMap((c) => (c === "…" ? [".", ".", "."] : [c]));
  units.forEach((c, i) => {
    const mark = '-~!";?+,)(/*[]}{|_'.includes(c);
    out += (mark && units[i - 1] !== c ? " " : "") + c + (mark && units[i + 1] !== c ? " " : "");
  });
  return out
    .split(SPACES)
    .map((part, index) => (index % 2 === 0 ? part : part.includes("\n") ? " \n " : " "))
    .join("")
    .replace(/^[ \n]+|[ \n]+$/g, "");
}

/** Runs of what Python's `str.isspace` holds for white space. */
const SPACES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separators of files are among them
  /([\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)/;
