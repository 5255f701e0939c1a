/**
 * Where a sentence ends: at a line break (BERT's own files have a sentence a line), after a full stop,
 * question or exclamation mark before anything but a small letter, after a Chinese or Japanese one.
 */
const END = /\s*\n\s*|(?<=[.!?…]["'”’»)\]]*)\s+(?=[^\p{Ll}])|(?<=[。！？])\s*/u;

/**
 * Sentences of a text, without the white space between. They need not be a grammarian's: a "sentence"
 * of BERT is any stretch of contiguous text (Devlin et al. 2018, §3).
 */
export function splitSentences(text: string): string[] {
  return text
    .trim()
    .split(END)
    .filter((sentence) => sentence !== "");
}
