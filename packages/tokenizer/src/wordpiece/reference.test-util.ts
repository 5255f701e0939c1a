import type { WordPieceParts } from "./wordpiece.ts";

/**
 * The published algorithm, word by word as google-research/bert's `tokenization.py` describes it:
 * slow on purpose, over arrays of characters.
 */
export function referenceWordPiece(parts: WordPieceParts): (text: string) => number[] {
  const ids = new Map(parts.pieces.map((piece, id) => [piece, id]));
  return (text) => words(text, parts).flatMap((word) => pieces(word, ids, parts));
}

function words(text: string, { lowerCase, variant }: WordPieceParts): string[] {
  const dropped = variant === "hugging-face" ? /[\0\ufffd\p{C}]/u : /[\0\ufffd\p{Cc}\p{Cf}\p{Cs}]/u;
  const cleaned = [...text]
    .map((c) => (/[\t\n\r\p{Zs}]/u.test(c) ? " " : c))
    .filter((c) => c === " " || !dropped.test(c))
    .map((c) => (isIdeograph(c) ? ` ${c} ` : c))
    .join("");
  const split = cleaned.split(/[ \u2028\u2029]+/u).filter((word) => word !== "");
  return split.flatMap((word) => {
    const lower = variant === "google" ? word.toLowerCase() : eachLower(word);
    const plain = lowerCase ? lower.normalize("NFD").replace(/\p{Mn}/gu, "") : word;
    return plain.split(/([!-/:-@[-`{-~]|\p{P})/u).filter((part) => part !== "");
  });
}

function eachLower(word: string): string {
  return [...word].map((character) => character.toLowerCase()).join("");
}

function isIdeograph(character: string): boolean {
  return /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u.test(
    character,
  );
}

function pieces(word: string, ids: Map<string, number>, parts: WordPieceParts): number[] {
  const characters = [...word];
  if (characters.length > parts.maxWordLength) return [parts.unknown];
  const found: number[] = [];
  for (let start = 0; start < characters.length; ) {
    let end = characters.length;
    const piece = (): string => (start > 0 ? "##" : "") + characters.slice(start, end).join("");
    while (end > start && !ids.has(piece())) end--;
    if (end === start) return [parts.unknown];
    found.push(ids.get(piece()) as number);
    start = end;
  }
  return found;
}
