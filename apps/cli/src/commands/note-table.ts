/** One cell of the study note's table of five systems. */
export interface NoteCell {
  readonly cell: string;
  /** What the note says. */
  readonly note: string;
  /** What is right instead; null where the note is right. */
  readonly correct: string | null;
  /** Where that is known from; empty where the note is right. */
  readonly source: string;
}

const right = (cell: string, note: string): NoteCell => ({
  cell,
  note,
  correct: null,
  source: "",
});
const wrong = (cell: string, note: string, correct: string, source: string): NoteCell => ({
  cell,
  note,
  correct,
  source,
});

/** By the preset that a column of the table describes. */
const NOTE: { readonly [preset: string]: readonly NoteCell[] } = {
  "gpt3-175b": [
    wrong("attention", "sparse", "alternating dense and banded", "Brown et al. 2020, §2.1"),
    right("heads", "96"),
    right("width", "12288"),
    right("FFN width", "49152"),
    right("layers", "96"),
    wrong("positions", "–", "learned, 2048", "inferred; parameter counts confirm it"),
    right("context", "2048"),
    right("vocabulary", "50257"),
  ],
  "gpt2-xl": [
    right("attention", "dense"),
    right("heads", "25"),
    right("width", "1600"),
    wrong("FFN width", "4800", "6400", "the release's code: 4 × width"),
    right("layers", "48"),
    right("positions", "learned"),
    wrong("context", "1024?", "1024, without doubt", "code and paper"),
    right("vocabulary", "50257"),
    wrong("size", "1.5B", "1,557.6M", "counted"),
  ],
  gpt1: [
    right("attention", "dense"),
    right("heads", "12"),
    right("width", "768"),
    right("FFN width", "3072"),
    right("layers", "12"),
    right("positions", "learned"),
    right("context", "512"),
    wrong("vocabulary", "~30000", "40478", "the released file"),
    wrong("size", "117M", "116.5M", "counted"),
  ],
  "bert-large-uncased": [
    right("attention", "dense, both ways"),
    right("heads", "16"),
    right("width", "1024"),
    right("FFN width", "4096"),
    wrong("layers", "12", "24", "paper and README of the release"),
    wrong("positions", "–", "learned, 512", "the release's code"),
    wrong("context", "–", "512", "the release's code"),
    wrong("vocabulary", "~30000", "30522 uncased, 28996 cased", "the vocabulary files"),
    wrong("size", "340M", "335.1M", "counted"),
  ],
  "transformer-base-ende": [
    right("attention", "dense + cross"),
    right("heads", "8"),
    right("width", "512"),
    right("FFN width", "2048"),
    wrong("layers", "6", "6 in the encoder and 6 in the decoder", "Vaswani et al. 2017, §3.1"),
    right("positions", "sinusoidal"),
    wrong("context", "–", "no fixed limit", "batches of about 25,000 + 25,000 tokens; paper §5.1"),
    wrong("vocabulary", "–", "about 37,000, shared", "paper §5.1 (En-De; En-Fr: 32,000)"),
  ],
};

/** What the study note says of a preset's system, with corrections; empty for other presets. */
export function noteOn(preset: string): readonly NoteCell[] {
  return NOTE[preset] ?? [];
}
